import { ImageOff } from "lucide-react";
import { safeHref } from "@/components/markdown/safe-href";

interface PictureChipProps {
  href: string;
  alt: string;
}

/** Stands for a picture: loading one would tell its server who reads what, and when. */
export function PictureChip({ href, alt }: PictureChipProps) {
  const address = safeHref(href);
  const label = alt === "" ? "picture" : alt;
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 rounded-md border border-border bg-muted px-2 py-0.5 align-middle text-xs">
      <ImageOff aria-hidden className="size-3.5 shrink-0" />
      <span>Not loaded: {label}</span>
      {address !== undefined && (
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="truncate text-accent underline underline-offset-2"
        >
          {address}
        </a>
      )}
    </span>
  );
}
