import { z } from "zod";
import { jsonIn } from "@/components/json-tree/json-shape";
import { prettyJson } from "@/lib/format";

const resourceSchema = z.object({
  uri: z.string(),
  mimeType: z.string().optional(),
  text: z.string().optional(),
  blob: z.string().optional(),
});

const block = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("image"), data: z.string(), mimeType: z.string() }),
  z.object({ type: z.literal("audio"), data: z.string(), mimeType: z.string() }),
  z.object({
    type: z.literal("resource_link"),
    uri: z.string(),
    name: z.string().optional(),
    description: z.string().optional(),
    mimeType: z.string().optional(),
  }),
  z.object({ type: z.literal("resource"), resource: resourceSchema }),
]);

const outputSchema = z.object({
  content: z.array(z.unknown()),
  structuredContent: z.unknown().optional(),
});

/** Text, or what stands for it: `label` says what it is. */
type JsonBlock = { type: "json"; label: string; value: unknown };

export type ContentBlock = z.output<typeof block> | JsonBlock;
export type ResourceLink = Extract<ContentBlock, { type: "resource_link" }>;
export type EmbeddedResource = z.output<typeof resourceSchema>;

/** What a tool returned, block by block; a block of an unknown kind is shown as its JSON. */
export function contentBlocks(output: unknown): ContentBlock[] {
  const parsed = outputSchema.safeParse(output);
  if (!parsed.success) return [asJson("Result", output)];
  const { content, structuredContent } = parsed.data;
  const blocks = content.map((item): ContentBlock => {
    const known = block.safeParse(item);
    if (!known.success) return asJson("Result", item);
    const json = known.data.type === "text" ? jsonIn(known.data.text) : undefined;
    return json === undefined ? known.data : asJson("Result", json);
  });
  if (structuredContent === undefined || blocks.some((one) => says(one, structuredContent))) {
    return blocks;
  }
  return [...blocks, asJson("Structured content", structuredContent)];
}

function asJson(label: string, value: unknown): JsonBlock {
  return { type: "json", label, value };
}

/** A server repeats structured content as text for clients that know only text. */
function says(block: ContentBlock, value: unknown): boolean {
  return block.type === "json" && prettyJson(block.value) === prettyJson(value);
}
