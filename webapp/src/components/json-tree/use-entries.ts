import { useState } from "react";
import type { JsonBranch } from "@/components/json-tree/json-shape";
import { formatCount } from "@/lib/format";

const PAGE = 100;

/** The first entries of a branch, and a page more of them each time they are asked for. */
export function useEntries(branch: JsonBranch | undefined) {
  const [shown, setShown] = useState(PAGE);
  const size = branch?.size ?? 0;
  return {
    entries: () => branch?.entries(0, shown) ?? [],
    /** What a button for the next page says; there is none at the end. */
    moreLabel:
      size > shown
        ? `Show ${Math.min(PAGE, size - shown)} more of ${formatCount(size)}`
        : undefined,
    showMore: () => setShown(shown + PAGE),
  };
}
