import { z } from "zod";
import { parseProblem, unreachable } from "@/lib/problem";
import { tellSignedOut } from "@/lib/signed-out";

const attachmentSchema = z.object({
  name: z.string(),
  mediaType: z.string(),
  size: z.number(),
  url: z.string(),
});

/** A file the server keeps, to be named in a message. */
export type Attachment = z.output<typeof attachmentSchema>;

/**
 * Uploads a file, telling how much of it is there, from 0 to 1. What `fetch` cannot say of a body it
 * sends, the older way can. A refusal is a Problem.
 */
export function uploadAttachment(
  file: File,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<Attachment> {
  const query = new URLSearchParams({ name: file.name, mediaType: file.type });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/attachments?${query}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Requested-By", "parley");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 201) {
        resolve(attachmentSchema.parse(JSON.parse(request.responseText)));
        return;
      }
      const type = request.getResponseHeader("content-type") ?? "";
      const problem = parseProblem(request.status, type, request.responseText);
      if (problem.isSignedOut) tellSignedOut();
      reject(problem);
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(unreachable());
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
