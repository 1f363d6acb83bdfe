import { Wrench } from "lucide-react";
import { visibleText } from "@/lib/visible-text";

interface ToolNameProps {
  title: string;
  server: string;
}

export function ToolName({ title, server }: ToolNameProps) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2.5">
      <Wrench aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <span className="truncate font-medium">{visibleText(title)}</span>
      {server !== "" && (
        <span className="shrink-0 text-xs text-muted-foreground">{visibleText(server)}</span>
      )}
    </span>
  );
}
