import { z } from "zod";
import { requestJson } from "@/api/request";

const modelSchema = z.object({ id: z.string(), demo: z.boolean() });

/** The models to choose from, the default first, and what may be attached to a message for them. */
const offerSchema = z.object({
  models: z.array(modelSchema),
  attachments: z.object({ bytesMax: z.number(), perMessageMax: z.number() }),
});

export type Model = z.output<typeof modelSchema>;
export type ModelOffer = z.output<typeof offerSchema>;
export type AttachmentLimits = ModelOffer["attachments"];

export function readModels(signal?: AbortSignal): Promise<ModelOffer> {
  return requestJson(offerSchema, "GET", "/api/models", { signal });
}
