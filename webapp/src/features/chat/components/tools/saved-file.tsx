import { Download } from "lucide-react";
import { formatBytes } from "@/lib/format";
import { sizeOf } from "@/features/chat/lib/media";
import { visibleText } from "@/lib/visible-text";

interface SavedFileProps {
  mediaType: string;
  base64: string;
  label: string;
}

/** Data to be saved; the browser never opens it here, whatever it says it is. */
export function SavedFile({ mediaType, base64, label }: SavedFileProps) {
  const extension = /^[a-z]+\/([a-z0-9]+)/.exec(mediaType)?.[1] ?? "bin";
  return (
    <a
      href={`data:application/octet-stream;base64,${base64}`}
      download={`result.${extension}`}
      className="inline-flex max-w-full items-center gap-2 rounded-lg border border-border px-3 py-1.5 text-sm hover:bg-muted"
    >
      <Download aria-hidden className="size-4 shrink-0" />
      <span className="truncate">{visibleText(label)}</span>
      <span className="shrink-0 text-xs text-muted-foreground">
        {visibleText(mediaType)} · {formatBytes(sizeOf(base64))}
      </span>
    </a>
  );
}
