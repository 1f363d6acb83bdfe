import { useEffect, useRef, useState } from "react";

const NEAR_PIXELS = 64;

/**
 * Keeps a scrolled element at its end while its content grows, until the reader scrolls up; a new
 * `turn` takes it back to the end.
 */
export function useStickToBottom(turn: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return undefined;
    let lastTop = box.scrollTop;
    const onScroll = () => {
      // Growth leaves the position as it is; only a reader moves it up.
      const movedUp = box.scrollTop < lastTop;
      lastTop = box.scrollTop;
      const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PIXELS;
      sticks.current = isNear || (sticks.current && !movedUp);
      setIsAtEnd(sticks.current);
    };
    const follow = () => {
      if (sticks.current) box.scrollTop = box.scrollHeight;
    };
    const growth = new ResizeObserver(follow);
    growth.observe(inner);
    growth.observe(box);
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      growth.disconnect();
      box.removeEventListener("scroll", onScroll);
    };
  }, []);

  useEffect(() => {
    sticks.current = true;
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, [turn]);

  function toEnd() {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: "smooth" });
  }

  return { scroller, content, isAtEnd, toEnd };
}
