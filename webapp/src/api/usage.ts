import { z } from "zod";
import { requestJson } from "@/api/request";

const sumFields = {
  turns: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  toolCalls: z.number(),
};

const usageSumSchema = z.object(sumFields);

const usageSchema = z.object({
  total: usageSumSchema,
  days: z.array(z.object({ day: z.string(), ...sumFields })),
});

/** What some answers have used. */
export type UsageSum = z.output<typeof usageSumSchema>;

export function readUsage(signal?: AbortSignal) {
  return requestJson(usageSchema, "GET", "/api/usage", { signal });
}

export async function readConversationUsage(id: string, signal?: AbortSignal): Promise<UsageSum> {
  const path = `/api/usage?conversation=${encodeURIComponent(id)}`;
  return (await requestJson(z.object({ total: usageSumSchema }), "GET", path, { signal })).total;
}
