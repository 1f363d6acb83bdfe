import { z } from "zod";
import { requestJson } from "@/api/request";

const modelSchema = z.object({ id: z.string(), demo: z.boolean() });

export type Model = z.output<typeof modelSchema>;

export async function readModels(signal?: AbortSignal): Promise<Model[]> {
  const schema = z.object({ models: z.array(modelSchema) });
  return (await requestJson(schema, "GET", "/api/models", { signal })).models;
}
