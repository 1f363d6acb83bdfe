import { CloudOff } from "lucide-react";
import { useDebounced } from "@/lib/use-debounced";

interface SavingBannerProps {
  /** What the user sent has not reached the server. */
  isUnsaved: boolean;
  /** The answer is ahead of what is saved of it. */
  isDelayed: boolean;
}

const PATIENCE_MILLIS = 500;

/** Says what on the screen is not saved, unless it is in a moment. */
export function SavingBanner({ isUnsaved, isDelayed }: SavingBannerProps) {
  const text = isUnsaved
    ? "Your message is not saved yet; trying again…"
    : isDelayed
      ? "Saving is delayed: the newest words of this answer are not saved yet."
      : "";
  const lasting = useDebounced(text, PATIENCE_MILLIS);
  return (
    <div role="status">
      {text !== "" && text === lasting && (
        <p className="flex animate-rise items-center gap-3 rounded-xl bg-warning-soft px-3.5 py-2 text-sm text-warning">
          <CloudOff aria-hidden className="size-4 shrink-0" />
          {text}
        </p>
      )}
    </div>
  );
}
