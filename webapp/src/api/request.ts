import type { z } from "zod";
import { problemOf, toProblem } from "@/lib/problem";
import { workspaceHeaders } from "@/lib/workspace";

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** Headers that every changing request carries: a form of another site cannot set them. */
export const changeHeaders = { "Content-Type": "application/json", "X-Requested-By": "parley" };

interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
  headers?: Record<string, string>;
  /** Whether the browser may keep the answer; as a rule not. */
  cache?: RequestCache;
}

/**
 * Sends a request; any answer but 2xx, and none at all, is a Problem. Whoever says what they know
 * (If-None-Match) may get 304.
 */
export async function request(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Response> {
  const changes = method !== "GET";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(changes ? changeHeaders : {}),
        ...workspaceHeaders(),
        ...options.headers,
      },
      cache: options.cache ?? "no-store",
      ...(changes ? { body: JSON.stringify(options.body ?? {}) } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw toProblem(error);
  }
  if (!response.ok && response.status !== 304) throw await problemOf(response);
  return response;
}

export async function requestJson<S extends z.ZodType>(
  schema: S,
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<z.output<S>> {
  const response = await request(method, path, options);
  const body: unknown = await response.json();
  return schema.parse(body);
}
