import { useEffect, useState } from "react";

const TICK_MILLIS = 250;

/** The whole seconds until a moment, in milliseconds of the epoch; it counts down to zero. */
export function useCountdown(end: number): number {
  const [now, setNow] = useState(Date.now);
  const seconds = Math.max(0, Math.ceil((end - now) / 1000));
  const isOver = seconds === 0;
  useEffect(() => {
    if (isOver) return undefined;
    const timer = setInterval(() => setNow(Date.now()), TICK_MILLIS);
    return () => clearInterval(timer);
  }, [isOver]);
  return seconds;
}
