import { WifiOff } from "lucide-react";
import { useDebounced } from "@/lib/use-debounced";

interface ConnectionBannerProps {
  isLost: boolean;
}

const PATIENCE_MILLIS = 3000;

/** Says that the line is down, once it is more than a hiccup. */
export function ConnectionBanner({ isLost }: ConnectionBannerProps) {
  const hasBeenLost = useDebounced(isLost, PATIENCE_MILLIS);
  return (
    <div role="status">
      {isLost && hasBeenLost && (
        <p className="flex animate-rise items-center gap-3 rounded-xl bg-warning-soft px-3.5 py-2 text-sm text-warning">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          Reconnecting… What is saved of the answer is kept.
        </p>
      )}
    </div>
  );
}
