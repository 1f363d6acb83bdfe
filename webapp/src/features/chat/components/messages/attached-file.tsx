import type { FileUIPart } from "ai";
import { FileText } from "lucide-react";
import { isOurs, isShownPicture } from "@/features/chat/lib/attached-file";

interface AttachedFileProps {
  part: FileUIPart;
}

const CHIP =
  "inline-flex max-w-full items-center gap-2 rounded-lg border border-border bg-surface px-3 py-1.5 text-sm";

/** A file of a message: a picture is shown and opens whole, a text can be saved. */
export function AttachedFile({ part }: AttachedFileProps) {
  const name = part.filename ?? part.mediaType;
  if (isShownPicture(part)) {
    return (
      <a
        href={part.url}
        target="_blank"
        rel="noreferrer"
        className="block overflow-hidden rounded-xl border border-border bg-surface"
      >
        <img
          src={part.url}
          alt={name}
          loading="lazy"
          className="h-40 max-w-full min-w-24 object-cover text-sm text-muted-foreground"
        />
      </a>
    );
  }
  const label = (
    <>
      <FileText aria-hidden className="size-4 shrink-0" />
      <span className="truncate">{name}</span>
    </>
  );
  return isOurs(part) ? (
    <a href={part.url} download={name} className={`${CHIP} hover:bg-muted`}>
      {label}
    </a>
  ) : (
    <span className={CHIP}>{label}</span>
  );
}
