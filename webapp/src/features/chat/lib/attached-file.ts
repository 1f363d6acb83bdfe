import type { FileUIPart } from "ai";
import { PICTURE_TYPES } from "@/features/chat/lib/file-check";

/** A file that the server keeps; everything else is only named, for its address may be anywhere. */
export function isOurs({ url }: FileUIPart): boolean {
  return /^\/api\/attachments\/[\w-]+$/.test(url);
}

/** A picture that is shown as such. */
export function isShownPicture(part: FileUIPart): boolean {
  return isOurs(part) && PICTURE_TYPES.includes(part.mediaType);
}
