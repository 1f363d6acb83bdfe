import { z } from "zod";
import { messageSchema } from "@/api/message";
import { request, requestJson } from "@/api/request";

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

export async function listConversations(query: string, signal?: AbortSignal) {
  const search = query === "" ? "" : `?q=${encodeURIComponent(query)}`;
  const schema = z.object({ conversations: z.array(summarySchema) });
  const answer = await requestJson(schema, "GET", `/api/conversations${search}`, { signal });
  return answer.conversations;
}

export function readConversation(id: string, signal?: AbortSignal): Promise<Conversation> {
  return requestJson(conversationSchema, "GET", path(id), { signal });
}

export function renameConversation(id: string, title: string): Promise<ConversationSummary> {
  return requestJson(summarySchema, "PATCH", path(id), { body: { title } });
}

export async function deleteConversation(id: string): Promise<void> {
  await request("DELETE", path(id));
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
