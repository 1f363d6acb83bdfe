import { Download, Link2 } from "lucide-react";
import { safeHref } from "@/components/markdown/safe-href";
import { FoldableText } from "@/features/chat/components/foldable-text";
import type { ContentBlock } from "@/features/chat/lib/tool-output";
import { prettyIfJson } from "@/lib/format";
import { visibleText } from "@/lib/visible-text";

interface ContentBlockViewProps {
  block: ContentBlock;
}

/** One block of a tool's result; nothing of it is fetched from anywhere. */
export function ContentBlockView({ block }: ContentBlockViewProps) {
  switch (block.type) {
    case "text":
      return <FoldableText label="Result" text={visibleText(prettyIfJson(block.text))} />;
    case "image":
      return (
        <img
          src={`data:${block.mimeType};base64,${block.data}`}
          alt="Returned by the tool"
          className="max-h-96 rounded-lg border border-border"
        />
      );
    case "audio":
      return <SavedFile mediaType={block.mimeType} base64={block.data} label="Sound" />;
    case "resource_link":
      return <ResourceLine uri={block.uri} name={block.name ?? block.uri} />;
    case "resource": {
      const { uri, text, blob, mimeType = "application/octet-stream" } = block.resource;
      if (text !== undefined)
        return <FoldableText label={visibleText(uri)} text={visibleText(text)} />;
      if (blob !== undefined) return <SavedFile mediaType={mimeType} base64={blob} label={uri} />;
      return <ResourceLine uri={uri} name={uri} />;
    }
  }
}

function SavedFile(props: { mediaType: string; base64: string; label: string }) {
  const extension = /^[a-z]+\/([a-z0-9]+)/.exec(props.mediaType)?.[1] ?? "bin";
  return (
    <a
      href={`data:application/octet-stream;base64,${props.base64}`}
      download={`result.${extension}`}
      className="inline-flex items-center gap-2 rounded-lg border border-border px-3 py-1.5 text-sm hover:bg-muted"
    >
      <Download aria-hidden className="size-4" />
      {visibleText(props.label)} <span className="text-muted-foreground">{props.mediaType}</span>
    </a>
  );
}

function ResourceLine({ uri, name }: { uri: string; name: string }) {
  const href = safeHref(uri);
  return (
    <p className="flex items-center gap-2 text-sm wrap-anywhere">
      <Link2 aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      {href === undefined ? (
        <span>{visibleText(name)}</span>
      ) : (
        <a
          href={href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent underline underline-offset-2"
        >
          {visibleText(name)}
        </a>
      )}
      {name !== uri && <span className="text-xs text-muted-foreground">{visibleText(uri)}</span>}
    </p>
  );
}
