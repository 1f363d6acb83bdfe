import { startTransition, useEffect, useState } from "react";

/** What a reader sees at once. */
const AT_ONCE = 40;

/** So many older messages are added at a time: the page answers between any two of these. */
const MORE = 20;

/** The index of the first of `count` messages that is shown: the end is there at once, the rest follows. */
export function useFirstShown(count: number): number {
  const [shown, setShown] = useState(() => (count > AT_ONCE ? AT_ONCE : Infinity));

  useEffect(() => {
    if (shown === Infinity) return;
    // What is all there stays so, however many messages are to come.
    startTransition(() => setShown(shown + MORE >= count ? Infinity : shown + MORE));
  }, [shown, count]);

  return Math.max(0, count - shown);
}
