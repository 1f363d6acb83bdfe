import { z } from "zod";
import { requestJson } from "@/api/request";

/** What is being filled in: an argument of a prompt, or a variable of a resource's template. */
export type CompletionPlace =
  { server: string; prompt: string } | { server: string; template: string };

/** The values a server suggests for an argument; `others` are those that are filled in already. */
export async function complete(
  place: CompletionPlace,
  argument: string,
  value: string,
  others: Record<string, string>,
  signal?: AbortSignal,
): Promise<string[]> {
  const schema = z.object({ values: z.array(z.string()) });
  const body = { ...place, argument, value, arguments: others };
  return (await requestJson(schema, "POST", "/api/complete", { body, signal })).values;
}
