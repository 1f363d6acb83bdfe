import { JsonTree } from "@/components/json-tree/json-tree";
import { EmbeddedResource } from "@/features/chat/components/tools/embedded-resource";
import { FoldableText } from "@/features/chat/components/tools/foldable-text";
import { MediaView } from "@/features/chat/components/tools/media-view";
import { ResourceLine } from "@/features/chat/components/panels/resource-line";
import type { ContentBlock } from "@/features/chat/lib/tool-output";
import { visibleText } from "@/lib/visible-text";

interface ContentBlockViewProps {
  block: ContentBlock;
  /** Whose tool returned it. */
  server: string;
}

/** One block of a tool's result; nothing of it is fetched from anywhere before the user asks. */
export function ContentBlockView({ block, server }: ContentBlockViewProps) {
  switch (block.type) {
    case "text":
      return <FoldableText label="Result" text={visibleText(block.text)} />;
    case "json":
      return <JsonTree label={block.label} value={block.value} />;
    case "image":
      return <MediaView mediaType={block.mimeType} base64={block.data} label="Picture" />;
    case "audio":
      return <MediaView mediaType={block.mimeType} base64={block.data} label="Sound" />;
    case "resource_link":
      return (
        <ResourceLine
          server={server}
          uri={block.uri}
          name={block.name ?? ""}
          description={block.description ?? ""}
          mediaType={block.mimeType ?? ""}
        />
      );
    case "resource":
      return <EmbeddedResource resource={block.resource} />;
  }
}
