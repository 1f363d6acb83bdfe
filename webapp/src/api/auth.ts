import { z } from "zod";
import { request, requestJson } from "@/api/request";
import { isWebAddress } from "@/lib/is-web-address";
import { Problem } from "@/lib/problem";
import { keepWorkspaceAmong } from "@/lib/workspace";

const statusSchema = z.object({
  mode: z.enum(["local", "provider"]),
  provider: z.string().default(""),
  signedIn: z.boolean(),
  principal: z.object({ name: z.string() }).optional(),
  // Left out when it cannot be told at the moment.
  organizations: z.array(z.string()).optional(),
});

const sessionSchema = z.object({
  id: z.string(),
  client: z.string().default(""),
  startedAt: z.string(),
  usedAt: z.string(),
  current: z.boolean(),
});

const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(["read", "chat"]),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
});

/** Who is signed in, and how one does. */
export type AuthStatus = z.output<typeof statusSchema>;
/** One browser the user is signed in with. */
export type Session = z.output<typeof sessionSchema>;
export type ApiKey = z.output<typeof apiKeySchema>;
export type KeyScope = ApiKey["scope"];

export interface KeyWish {
  name: string;
  scope: KeyScope;
  /** Without: it never ends. */
  expiresInDays?: number;
}

export async function readStatus(signal?: AbortSignal): Promise<AuthStatus> {
  const status = await requestJson(statusSchema, "GET", "/api/auth/status", { signal });
  if (status.organizations) keepWorkspaceAmong(status.organizations);
  return status;
}

/**
 * Begins to sign in, at a server or without one to Parley itself; the address of the sign-in, which
 * leads back to `returnTo`.
 */
export async function beginSignIn(returnTo: string, server?: string): Promise<string> {
  const wanted = new URLSearchParams(server === undefined ? { returnTo } : { server, returnTo });
  const { url } = await requestJson(
    z.object({ url: z.string() }),
    "GET",
    `/api/auth/login?${wanted}`,
    { headers: { Accept: "application/json", "X-Requested-By": "parley" } },
  );
  if (!isWebAddress(url)) {
    throw new Problem(
      "invalid_address",
      `${server ?? "The sign-in service"} names a sign-in that no browser should open.`,
    );
  }
  return url;
}

/** Signs out here. Where the browser goes then: it may have to sign out elsewhere, too. */
export async function signOut(): Promise<string> {
  const response = await request("POST", "/api/auth/logout");
  if (response.status === 204) return "/";
  const body: unknown = await response.json();
  const { url } = z.object({ url: z.string() }).parse(body);
  return isWebAddress(url) ? url : "/";
}

export async function listSessions(signal?: AbortSignal): Promise<Session[]> {
  const schema = z.object({ sessions: z.array(sessionSchema) });
  return (await requestJson(schema, "GET", "/api/sessions", { signal })).sessions;
}

export async function endSession(id: string): Promise<void> {
  await request("DELETE", `/api/sessions/${encodeURIComponent(id)}`);
}

export async function endOtherSessions(): Promise<void> {
  await request("DELETE", "/api/sessions");
}

export async function listKeys(signal?: AbortSignal): Promise<ApiKey[]> {
  const schema = z.object({ keys: z.array(apiKeySchema) });
  return (await requestJson(schema, "GET", "/api/keys", { signal })).keys;
}

/** Makes a key; its text is told this once. */
export async function createKey(wish: KeyWish): Promise<string> {
  const schema = z.object({ text: z.string() });
  return (await requestJson(schema, "POST", "/api/keys", { body: wish })).text;
}

export async function deleteKey(id: string): Promise<void> {
  await request("DELETE", `/api/keys/${encodeURIComponent(id)}`);
}
