import type { ToolPart } from "@/api/message";
import { FoldableText } from "@/features/chat/components/tools/foldable-text";
import { ToolOutput } from "@/features/chat/components/tools/tool-output";
import { visibleText } from "@/lib/visible-text";

interface ToolResultProps {
  part: ToolPart;
  server: string;
}

export function ToolResult({ part, server }: ToolResultProps) {
  switch (part.state) {
    case "output-available":
      return <ToolOutput output={part.output} server={server} />;
    case "output-error":
      return <FoldableText label="Error" text={visibleText(part.errorText)} />;
    case "output-denied":
      return (
        <p className="text-sm text-muted-foreground">
          It was not allowed to run
          {part.approval.reason ? `: ${visibleText(part.approval.reason)}` : "."}
        </p>
      );
    case "input-streaming":
    case "input-available":
    case "approval-requested":
    case "approval-responded":
      return null;
  }
}
