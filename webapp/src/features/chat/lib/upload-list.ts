import type { FileUIPart } from "ai";
import { z } from "zod";
import { uploadAttachment } from "@/api/attachments";
import type { AttachmentLimits } from "@/api/models";
import { fileProblem } from "@/features/chat/lib/file-check";
import { newId } from "@/lib/ids";
import { toProblem } from "@/lib/problem";

const partSchema = z.object({
  type: z.literal("file"),
  mediaType: z.string(),
  filename: z.string().optional(),
  url: z.string(),
});

export const filePartsSchema = z.array(partSchema.transform(toPart));

/** A file that is to go with the next message. */
export interface Upload {
  key: string;
  name: string;
  /** From 0 to 1, while it is on its way. */
  progress: number;
  /** As the message will name it, once it is there. */
  part?: FileUIPart;
  problem?: string;
}

/** The files beside an unsent text: uploads them, and keeps those that are there over a reload. */
export class UploadList {
  #items: readonly Upload[];
  #running = new Map<string, { done: Promise<void>; abort: AbortController }>();
  #subscribers = new Set<() => void>();

  /** The list kept under `name`; at first `initial`. */
  constructor(
    private readonly name: string,
    initial: readonly FileUIPart[],
  ) {
    this.#items = (readParts(storageKey(name)) ?? initial).map(toUpload);
  }

  readonly items = (): readonly Upload[] => this.#items;

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  };

  /** Begins to upload what may be; of the rest it says why not. */
  add(files: readonly File[], limits: AttachmentLimits): void {
    // What was wrong with the files before has been read by now.
    this.#set(this.#items.filter((item) => item.problem === undefined));
    for (const file of files) {
      const isFull = this.#items.filter((item) => !item.problem).length >= limits.perMessageMax;
      const problem = isFull
        ? `${file.name} is one too many: a message may have ${limits.perMessageMax} files.`
        : fileProblem(file, limits);
      const item: Upload = { key: newId(), name: file.name, progress: 0 };
      this.#set([...this.#items, problem === undefined ? item : { ...item, problem }]);
      if (problem === undefined) this.#upload(item.key, file);
    }
  }

  remove(key: string): void {
    this.#running.get(key)?.abort.abort();
    this.#set(this.#items.filter((item) => item.key !== key));
  }

  /** Puts back what was taken and did not reach the server. */
  restore(parts: readonly FileUIPart[]): void {
    this.#set([...parts.map(toUpload), ...this.#items]);
  }

  /** The files for the message, once all are there; nothing when one is not to be had. */
  async settled(): Promise<FileUIPart[] | undefined> {
    await Promise.all([...this.#running.values()].map((upload) => upload.done));
    if (this.#items.some((item) => item.problem !== undefined)) return undefined;
    return this.#items.flatMap((item) => (item.part ? [item.part] : []));
  }

  clear(): void {
    this.#set([]);
  }

  /** Nobody waits for what is on its way any more. */
  close(): void {
    this.#running.forEach((upload) => upload.abort.abort());
    this.#running.clear();
  }

  #upload(key: string, file: File): void {
    const abort = new AbortController();
    const done = uploadAttachment(file, abort.signal, (progress) => this.#change(key, { progress }))
      .then(({ name, mediaType, url }) =>
        this.#change(key, { name, part: { type: "file", filename: name, mediaType, url } }),
      )
      .catch((error: unknown) =>
        this.#change(key, { problem: `${file.name}: ${toProblem(error).detail}` }),
      )
      .finally(() => this.#running.delete(key));
    this.#running.set(key, { done, abort });
  }

  #change(key: string, change: Partial<Upload>): void {
    this.#set(this.#items.map((item) => (item.key === key ? { ...item, ...change } : item)));
  }

  #set(items: readonly Upload[]): void {
    this.#items = items;
    const parts = items.flatMap((item) => (item.part ? [item.part] : []));
    if (parts.length === 0) localStorage.removeItem(storageKey(this.name));
    else localStorage.setItem(storageKey(this.name), JSON.stringify(parts));
    this.#subscribers.forEach((subscriber) => subscriber());
  }
}

function storageKey(name: string): string {
  return `parley.files.${name}`;
}

function readParts(key: string): FileUIPart[] | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return filePartsSchema.safeParse(stored).data;
  } catch {
    return undefined;
  }
}

function toUpload(part: FileUIPart): Upload {
  return { key: newId(), name: part.filename ?? part.mediaType, progress: 1, part };
}

/** Without a member that is there and undefined, which the SDK's type does not allow. */
function toPart({ filename, ...part }: z.output<typeof partSchema>): FileUIPart {
  return filename === undefined ? part : { ...part, filename };
}
