import { z } from "zod";
import { requestJson } from "@/api/request";

const text = z.string().optional().default("");

const toolSchema = z.object({
  name: z.string(),
  title: text,
  description: text,
  annotations: z
    .object({
      readOnly: z.boolean().optional(),
      destructive: z.boolean().optional(),
      idempotent: z.boolean().optional(),
      openWorld: z.boolean().optional(),
    })
    .optional(),
});

const promptSchema = z.object({
  name: z.string(),
  title: text,
  description: text,
  arguments: z
    .array(z.object({ name: z.string(), description: text, required: z.boolean().optional() }))
    .optional()
    .default([]),
});

const resourceSchema = z.object({
  uri: z.string(),
  name: text,
  title: text,
  description: text,
  mediaType: text,
});

const templateSchema = resourceSchema.omit({ uri: true }).extend({ uriTemplate: z.string() });

const serverSchema = z.object({
  name: z.string(),
  state: z.string(),
  error: z.object({ code: z.string(), text: z.string() }).optional(),
  tools: z.array(toolSchema).optional().default([]),
  prompts: z.array(promptSchema).optional().default([]),
  resources: z.array(resourceSchema).optional().default([]),
  templates: z.array(templateSchema).optional().default([]),
});

export type Tool = z.output<typeof toolSchema>;
export type Prompt = z.output<typeof promptSchema>;
export type Resource = z.output<typeof resourceSchema>;
export type ResourceTemplate = z.output<typeof templateSchema>;
export type Server = z.output<typeof serverSchema>;

export async function readServers(signal?: AbortSignal): Promise<Server[]> {
  const schema = z.object({ servers: z.array(serverSchema) });
  // It is large and seldom changes: the browser keeps it, and asks whether it is still so.
  const options = { signal, cache: "no-cache" } as const;
  return (await requestJson(schema, "GET", "/api/metadata", options)).servers;
}
