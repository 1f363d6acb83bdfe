import { z } from "zod";
import { prettyJson } from "@/lib/format";

const block = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("image"), data: z.string(), mimeType: z.string() }),
  z.object({ type: z.literal("audio"), data: z.string(), mimeType: z.string() }),
  z.object({
    type: z.literal("resource_link"),
    uri: z.string(),
    name: z.string().optional(),
    description: z.string().optional(),
  }),
  z.object({
    type: z.literal("resource"),
    resource: z.object({
      uri: z.string(),
      mimeType: z.string().optional(),
      text: z.string().optional(),
      blob: z.string().optional(),
    }),
  }),
]);

const outputSchema = z.object({
  content: z.array(z.unknown()),
  structuredContent: z.unknown().optional(),
});

export type ContentBlock = z.output<typeof block>;

/** What a tool returned, block by block; a block of an unknown kind is shown as its JSON. */
export function contentBlocks(output: unknown): ContentBlock[] {
  const parsed = outputSchema.safeParse(output);
  if (!parsed.success) return [{ type: "text", text: prettyJson(output) }];
  const { content, structuredContent } = parsed.data;
  const blocks = content.map((item): ContentBlock => {
    const known = block.safeParse(item);
    return known.success ? known.data : { type: "text", text: prettyJson(item) };
  });
  if (structuredContent === undefined || blocks.some((one) => says(one, structuredContent))) {
    return blocks;
  }
  return [...blocks, { type: "text", text: prettyJson(structuredContent) }];
}

/** A server repeats structured content as text for clients that know only text. */
function says(block: ContentBlock, value: unknown): boolean {
  if (block.type !== "text") return false;
  try {
    return prettyJson(JSON.parse(block.text)) === prettyJson(value);
  } catch {
    return false;
  }
}
