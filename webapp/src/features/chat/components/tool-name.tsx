import { Wrench } from "lucide-react";
import type { ToolView } from "@/features/chat/lib/tool-view";
import { visibleText } from "@/lib/visible-text";

interface ToolNameProps {
  view: ToolView;
}

export function ToolName({ view }: ToolNameProps) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2.5">
      <Wrench aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <span className="truncate font-medium">{visibleText(view.title)}</span>
      {view.server !== "" && (
        <span className="shrink-0 text-xs text-muted-foreground">{visibleText(view.server)}</span>
      )}
    </span>
  );
}
