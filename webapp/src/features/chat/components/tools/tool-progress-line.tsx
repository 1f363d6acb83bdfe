import type { ToolProgress } from "@/api/message";
import { visibleText } from "@/lib/visible-text";

interface ToolProgressLineProps {
  progress: ToolProgress;
}

export function ToolProgressLine({ progress }: ToolProgressLineProps) {
  const { total } = progress;
  const hasBar = total !== undefined && total > 0;
  const share = hasBar ? `${progress.progress} of ${total}` : `${progress.progress}`;
  return (
    <div className="space-y-1.5 px-3.5 pb-3">
      {hasBar && (
        <progress
          value={progress.progress}
          max={total}
          aria-label="Progress"
          className="progress block h-1 w-full overflow-hidden rounded-full"
        />
      )}
      <p className="flex justify-between gap-4 text-xs text-muted-foreground tabular-nums">
        <span className="truncate">{visibleText(progress.message ?? "Working")}</span>
        <span className="shrink-0">{share}</span>
      </p>
    </div>
  );
}
