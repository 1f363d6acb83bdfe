import { z } from "zod";
import { filePartsSchema } from "@/features/chat/lib/upload-list";

const pendingSchema = z.object({
  id: z.string(),
  key: z.string(),
  text: z.string(),
  files: filePartsSchema.default([]),
  /** Its user was signed out when they sent it: it goes out by itself once they are back. */
  awaitsSignIn: z.boolean().optional(),
});

/** A message of which is not known that the server has it; the same text goes out as the same message. */
export type PendingMessage = z.output<typeof pendingSchema>;

const name = (conversationId: string) => `parley.pending.${conversationId}`;

export function readPending(conversationId: string): PendingMessage | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name(conversationId)) ?? "null");
    return pendingSchema.safeParse(stored).data;
  } catch {
    return undefined;
  }
}

export function keepPending(conversationId: string, message: PendingMessage): void {
  localStorage.setItem(name(conversationId), JSON.stringify(message));
}

export function forgetPending(conversationId: string): void {
  localStorage.removeItem(name(conversationId));
}
