import type { AttachmentLimits } from "@/api/models";

export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** Of these a browser knows that they are no text; what it does not know, the server looks into. */
const NO_TEXT =
  /^(audio|video|font)\/|^image\/(?!svg)|^application\/(pdf|zip|gzip|x-7z|x-tar|java-archive|msword|vnd\.)/;

/** Why the file cannot be attached, in a sentence; nothing when it may. */
export function fileProblem(file: File, limits: AttachmentLimits): string | undefined {
  if (file.size === 0) return `${file.name} is empty.`;
  if (file.size > limits.bytesMax) {
    return `${file.name} is too large: ${formatSize(file.size)} of at most ${formatSize(limits.bytesMax)}.`;
  }
  if (!PICTURE_TYPES.includes(file.type) && NO_TEXT.test(file.type)) {
    return `${file.name} is neither a picture (PNG, JPEG, GIF, WebP) nor text.`;
  }
  return undefined;
}

/** A size as people read it, like `1.2 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${Number((bytes / 1_000_000).toFixed(1))} MB`;
}
