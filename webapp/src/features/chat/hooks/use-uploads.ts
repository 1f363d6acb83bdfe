import type { FileUIPart } from "ai";
import { useEffect, useState, useSyncExternalStore } from "react";
import { UploadList } from "@/features/chat/lib/upload-list";

/** The files for the next message, kept under a name so that a reload loses none that arrived. */
export function useUploads(name: string, initial: readonly FileUIPart[]) {
  const [uploads] = useState(() => new UploadList(name, initial));
  const items = useSyncExternalStore(uploads.subscribe, uploads.items);
  useEffect(() => () => uploads.close(), [uploads]);
  return { uploads, items };
}
