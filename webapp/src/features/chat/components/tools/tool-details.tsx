import type { ToolPart } from "@/api/message";
import { branchOf } from "@/components/json-tree/json-shape";
import { JsonTree } from "@/components/json-tree/json-tree";
import { FoldableText } from "@/features/chat/components/tools/foldable-text";
import { ToolResult } from "@/features/chat/components/tools/tool-result";
import { visibleText } from "@/lib/visible-text";

interface ToolDetailsProps {
  part: ToolPart;
  server: string;
}

/** What was asked of a tool, and what it answered. */
export function ToolDetails({ part, server }: ToolDetailsProps) {
  const { input } = part;
  return (
    <>
      {typeof input === "string" && input !== "" && (
        <FoldableText label="Arguments" text={visibleText(input)} />
      )}
      {branchOf(input) && <JsonTree label="Arguments" value={input} />}
      <ToolResult part={part} server={server} />
    </>
  );
}
