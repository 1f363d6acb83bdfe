import { SavedFile } from "@/features/chat/components/tools/saved-file";
import { mediaOf } from "@/features/chat/lib/media";

interface MediaViewProps {
  mediaType: string;
  base64: string;
  label: string;
}

/** A picture or a sound from its own data, with a way to save it; anything else is a file. */
export function MediaView({ mediaType, base64, label }: MediaViewProps) {
  const media = mediaOf(mediaType, base64);
  const file = <SavedFile mediaType={mediaType} base64={base64} label={label} />;
  switch (media.type) {
    case "picture":
      return (
        <figure className="space-y-2">
          <img
            src={media.source}
            alt={`${label}, returned by the tool`}
            className="max-h-96 max-w-full rounded-lg border border-border bg-background object-contain"
          />
          <figcaption>{file}</figcaption>
        </figure>
      );
    case "sound":
      return (
        <figure className="space-y-2">
          <audio
            controls
            preload="metadata"
            src={media.source}
            aria-label={label}
            className="w-full"
          />
          <figcaption>{file}</figcaption>
        </figure>
      );
    case "file":
      return file;
  }
}
