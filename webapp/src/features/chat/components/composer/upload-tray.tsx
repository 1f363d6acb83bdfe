import { FileText, TriangleAlert, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { isShownPicture } from "@/features/chat/lib/attached-file";
import type { Upload } from "@/features/chat/lib/upload-list";
import { cn } from "@/lib/cn";

interface UploadTrayProps {
  uploads: readonly Upload[];
  onRemove: (key: string) => void;
}

/** The files that will go with the message, and those that cannot. */
export function UploadTray({ uploads, onRemove }: UploadTrayProps) {
  return (
    <ul aria-label="Files to send" className="flex flex-wrap gap-2 px-1 pt-1 pb-2">
      {uploads.map((upload) => (
        <li
          key={upload.key}
          className={cn(
            "flex max-w-full items-center gap-2 rounded-lg border py-1 pr-1 pl-2 text-sm",
            upload.problem === undefined ? "border-border" : "border-danger/50 text-danger",
          )}
        >
          <Sign upload={upload} />
          {upload.problem === undefined ? (
            <span className="max-w-48 truncate">{upload.name}</span>
          ) : (
            <span role="alert" className="wrap-anywhere">
              {upload.problem}
            </span>
          )}
          {!upload.part && upload.problem === undefined && (
            <progress
              aria-label={`Uploading ${upload.name}`}
              value={upload.progress}
              className="h-1.5 w-16 accent-accent"
            />
          )}
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove ${upload.name}`}
            onClick={() => onRemove(upload.key)}
          >
            <X aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Sign({ upload }: { upload: Upload }) {
  if (upload.problem !== undefined)
    return <TriangleAlert aria-hidden className="size-4 shrink-0" />;
  if (!upload.part) return <Spinner />;
  return isShownPicture(upload.part) ? (
    <img src={upload.part.url} alt="" className="size-8 shrink-0 rounded object-cover" />
  ) : (
    <FileText aria-hidden className="size-4 shrink-0" />
  );
}
