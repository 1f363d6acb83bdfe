import { z } from "zod";
import type { PromptUse } from "@/api/message";
import { requestJson } from "@/api/request";

const renderedSchema = z.object({ role: z.string(), text: z.string() });

export type RenderedMessage = z.output<typeof renderedSchema>;

/** The messages a prompt becomes with these arguments; nothing is sent or kept. */
export async function renderPrompt(
  use: PromptUse,
  signal?: AbortSignal,
): Promise<RenderedMessage[]> {
  const path = `/api/prompts/${encodeURIComponent(use.server)}/${encodeURIComponent(use.prompt)}`;
  const schema = z.object({ messages: z.array(renderedSchema) });
  const body = { arguments: use.arguments };
  return (await requestJson(schema, "POST", path, { body, signal })).messages;
}
