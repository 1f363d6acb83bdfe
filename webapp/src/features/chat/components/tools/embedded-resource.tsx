import { jsonIn } from "@/components/json-tree/json-shape";
import { JsonTree } from "@/components/json-tree/json-tree";
import { FoldableText } from "@/features/chat/components/tools/foldable-text";
import { MediaView } from "@/features/chat/components/tools/media-view";
import type { EmbeddedResource as Resource } from "@/features/chat/lib/tool-output";
import { visibleText } from "@/lib/visible-text";

interface EmbeddedResourceProps {
  resource: Resource;
}

/** The content of a resource that came along, or was read. */
export function EmbeddedResource({ resource }: EmbeddedResourceProps) {
  const { uri, text, blob, mimeType = "application/octet-stream" } = resource;
  const label = visibleText(uri);
  if (text !== undefined) {
    const json = jsonIn(text);
    return json === undefined ? (
      <FoldableText label={label} text={visibleText(text)} />
    ) : (
      <JsonTree label={label} value={json} />
    );
  }
  if (blob !== undefined) return <MediaView mediaType={mimeType} base64={blob} label={uri} />;
  return <p className="text-sm wrap-anywhere text-muted-foreground">{label} is empty.</p>;
}
