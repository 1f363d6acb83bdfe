import { z } from "zod";
import { requestJson } from "@/api/request";

const contentSchema = z
  .object({
    uri: z.string(),
    mediaType: z.string().default(""),
    text: z.string().optional(),
    blob: z.string().optional(),
  })
  .transform(({ mediaType, ...content }) => ({
    ...content,
    ...(mediaType === "" ? {} : { mimeType: mediaType }),
  }));

export type ResourceContent = z.output<typeof contentSchema>;

/** What a server's resource holds now; the server is asked for it. */
export async function readResource(
  server: string,
  uri: string,
  signal?: AbortSignal,
): Promise<ResourceContent[]> {
  const path = `/api/resources/${encodeURIComponent(server)}?uri=${encodeURIComponent(uri)}`;
  const schema = z.object({ contents: z.array(contentSchema) });
  return (await requestJson(schema, "GET", path, { signal })).contents;
}
