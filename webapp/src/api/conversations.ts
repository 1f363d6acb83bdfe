import { z } from "zod";
import { messageSchema } from "@/api/message";
import { request, requestJson } from "@/api/request";
import { tellOtherTabs } from "@/lib/other-tabs";

const summarySchema = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const conversationSchema = summarySchema.extend({
  running: z.boolean(),
  messages: z.array(messageSchema),
});

export type ConversationSummary = z.output<typeof summarySchema>;
export type Conversation = z.output<typeof conversationSchema>;

const path = (id: string) => `/api/conversations/${encodeURIComponent(id)}`;

/** The list as it was read last, and the server's tag of it. */
let known: { etag: string; conversations: ConversationSummary[] } | undefined;

export async function listConversations(query: string, signal?: AbortSignal) {
  const search = query === "" ? "" : `?q=${encodeURIComponent(query)}`;
  // The browser itself keeps none of it: the titles are not to outlive the page.
  const headers: Record<string, string> =
    known && query === "" ? { "If-None-Match": known.etag } : {};
  const response = await request("GET", `/api/conversations${search}`, { signal, headers });
  if (response.status === 304 && known) return known.conversations;
  const schema = z.object({ conversations: z.array(summarySchema) });
  const body: unknown = await response.json();
  const { conversations } = schema.parse(body);
  const etag = response.headers.get("etag");
  if (query === "" && etag !== null) known = { etag, conversations };
  return conversations;
}

export function readConversation(id: string, signal?: AbortSignal): Promise<Conversation> {
  return requestJson(conversationSchema, "GET", path(id), { signal });
}

export async function renameConversation(id: string, title: string): Promise<ConversationSummary> {
  const renamed = await requestJson(summarySchema, "PATCH", path(id), { body: { title } });
  tellOtherTabs(id);
  return renamed;
}

export async function deleteConversation(id: string): Promise<void> {
  await request("DELETE", path(id));
  tellOtherTabs(id);
}

/** A new conversation with the messages up to this one; without it, with all. */
export function forkConversation(id: string, messageId?: string): Promise<ConversationSummary> {
  return requestJson(summarySchema, "POST", `${path(id)}/fork`, { body: { messageId } });
}

/** Where the conversation is to be had as a file. */
export function exportPath(id: string, format: "md" | "json"): string {
  return `${path(id)}/export?format=${format}`;
}

export async function stopTurn(id: string): Promise<void> {
  await request("POST", `/api/chat/${encodeURIComponent(id)}/stop`);
}
