import { z } from "zod";
import { requestJson } from "@/api/request";
import { Problem } from "@/lib/problem";

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

/** Begins to sign in at a server; the address of the sign-in, which leads back to `returnTo`. */
export async function beginSignIn(server: string, returnTo: string): Promise<string> {
  const wanted = new URLSearchParams({ server, returnTo });
  const schema = z.object({ url: z.string() });
  const { url } = await requestJson(schema, "GET", `/api/auth/login?${wanted}`, {
    headers: { Accept: "application/json", "X-Requested-By": "parley" },
  });
  if (!isWebAddress(url)) {
    throw new Problem("invalid_address", `${server} names a sign-in that no browser should open.`);
  }
  return url;
}

/** Ends the access to a server; whether its sign-in service could be told. */
export async function disconnect(server: string): Promise<boolean> {
  const path = `/api/servers/${encodeURIComponent(server)}/disconnect`;
  return (await requestJson(z.object({ revoked: z.boolean() }), "POST", path)).revoked;
}

/** Plain http is for this machine only; anything else than the two could run in this page. */
function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return protocol === "https:" || (protocol === "http:" && isLoopback);
}
