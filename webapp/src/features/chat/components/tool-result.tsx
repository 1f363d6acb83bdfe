import type { ToolPart } from "@/api/message";
import { ContentBlockView } from "@/features/chat/components/content-block-view";
import { FoldableText } from "@/features/chat/components/foldable-text";
import { contentBlocks } from "@/features/chat/lib/tool-output";
import { visibleText } from "@/lib/visible-text";

interface ToolResultProps {
  part: ToolPart;
}

export function ToolResult({ part }: ToolResultProps) {
  switch (part.state) {
    case "output-available":
      return contentBlocks(part.output).map((block, i) => (
        // A finished result does not change: its places are its identities.
        <ContentBlockView key={`block-${i}`} block={block} />
      ));
    case "output-error":
      return <FoldableText label="Error" text={visibleText(part.errorText)} />;
    case "output-denied":
      return (
        <p className="text-sm text-muted-foreground">
          It was not allowed to run{part.approval.reason ? `: ${part.approval.reason}` : "."}
        </p>
      );
    case "input-streaming":
    case "input-available":
    case "approval-requested":
    case "approval-responded":
      return null;
  }
}
