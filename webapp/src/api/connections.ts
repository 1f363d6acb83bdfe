import { z } from "zod";
import { requestJson } from "@/api/request";

const connectionSchema = z.object({
  name: z.string(),
  state: z.enum(["idle", "connected", "needs_sign_in", "failed"]),
  // There is one where the last attempt failed.
  reason: z.string().default(""),
  signIn: z.boolean(),
  scopes: z.array(z.string()),
});

/** How the user stands with one server. */
export type Connection = z.output<typeof connectionSchema>;
export type ConnectionState = Connection["state"];

export async function listConnections(signal?: AbortSignal): Promise<Connection[]> {
  const schema = z.object({ servers: z.array(connectionSchema) });
  return (await requestJson(schema, "GET", "/api/servers", { signal })).servers;
}

/** Ends the access to a server; whether its sign-in service could be told. */
export async function disconnect(server: string): Promise<boolean> {
  const path = `/api/servers/${encodeURIComponent(server)}/disconnect`;
  return (await requestJson(z.object({ revoked: z.boolean() }), "POST", path)).revoked;
}
