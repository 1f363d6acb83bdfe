import { memo } from "react";
import { ContentBlockView } from "@/features/chat/components/tools/content-block-view";
import { contentBlocks } from "@/features/chat/lib/tool-output";

interface ToolOutputProps {
  output: unknown;
  server: string;
}

/** What a tool returned; read once, however long the answer around it grows. */
export const ToolOutput = memo(function ToolOutput({ output, server }: ToolOutputProps) {
  const blocks = contentBlocks(output);
  if (blocks.length === 0) {
    return <p className="text-sm text-muted-foreground">It returned nothing.</p>;
  }
  return blocks.map((block, i) => (
    // A finished result does not change: its places are its identities.
    <ContentBlockView key={`block-${i}`} block={block} server={server} />
  ));
});
