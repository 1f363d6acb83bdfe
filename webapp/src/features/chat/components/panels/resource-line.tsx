import { ExternalLink, FileText } from "lucide-react";
import { useState } from "react";
import { safeHref } from "@/components/markdown/safe-href";
import { Button } from "@/components/ui/button";
import { ResourcePreview } from "@/features/chat/components/tools/resource-preview";
import { visibleText } from "@/lib/visible-text";

interface ResourceLineProps {
  /** Whose it is; empty when that is not known, and then it cannot be read. */
  server: string;
  uri: string;
  name: string;
  description: string;
  mediaType: string;
}

/** A resource that is only named: nothing of it is read before the user asks. */
export function ResourceLine({ server, uri, name, description, mediaType }: ResourceLineProps) {
  const [isOpen, setIsOpen] = useState(false);
  const href = safeHref(uri);
  const words = visibleText(name === "" ? uri : name);
  return (
    <div className="rounded-lg border border-border bg-background">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
        <FileText aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        <div className="min-w-0 flex-1 basis-48">
          <p className="text-sm font-medium wrap-anywhere">{words}</p>
          {description !== "" && (
            <p className="text-xs leading-5 wrap-anywhere text-muted-foreground">
              {visibleText(description)}
            </p>
          )}
          <p className="font-mono text-2xs wrap-anywhere text-muted-foreground">
            {visibleText(uri)}
            {mediaType !== "" && ` · ${visibleText(mediaType)}`}
          </p>
        </div>
        {href !== undefined && (
          <a
            href={href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="inline-flex items-center gap-1.5 text-sm text-accent underline underline-offset-2"
          >
            Open <ExternalLink aria-hidden className="size-3.5" />
            <span className="sr-only">{words} in a new tab</span>
          </a>
        )}
        {server !== "" && (
          <Button
            size="small"
            aria-expanded={isOpen}
            aria-label={isOpen ? `Close ${words}` : `Read ${words}`}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? "Close" : "Read"}
          </Button>
        )}
      </div>
      {isOpen && (
        <div className="border-t border-border px-3 py-3">
          <ResourcePreview server={server} uri={uri} />
        </div>
      )}
    </div>
  );
}
