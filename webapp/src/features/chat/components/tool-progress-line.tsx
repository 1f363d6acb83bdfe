import type { ToolProgress } from "@/api/message";

interface ToolProgressLineProps {
  progress: ToolProgress;
}

export function ToolProgressLine({ progress }: ToolProgressLineProps) {
  const { total } = progress;
  const share = total === undefined ? `${progress.progress}` : `${progress.progress} of ${total}`;
  return (
    <div className="space-y-1.5 px-3.5 pb-3">
      {total !== undefined && (
        <progress
          value={progress.progress}
          max={total}
          aria-label="Progress"
          className="progress block h-1 w-full overflow-hidden rounded-full"
        />
      )}
      <p className="flex justify-between gap-4 text-xs text-muted-foreground tabular-nums">
        <span className="truncate">{progress.message ?? "Working"}</span>
        <span className="shrink-0">{share}</span>
      </p>
    </div>
  );
}
