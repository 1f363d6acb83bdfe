import { z } from "zod";
import { tellSignedOut } from "@/lib/signed-out";

const problemSchema = z.looseObject({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
});

/** A refusal of the server (RFC 9457), or the failure to reach it; `code` is stable. */
export class Problem extends Error {
  override readonly name = "Problem";
  /** In milliseconds of the epoch. */
  readonly happenedAt = Date.now();

  constructor(
    readonly code: string,
    readonly detail: string,
    readonly status = 0,
    readonly retryAfterSeconds?: number,
  ) {
    super(detail);
  }

  /** The same request may well succeed in a moment. A 502 with a code of ours is about a tool server. */
  get isPassing(): boolean {
    return this.isUnreachable || [503, 504].includes(this.status) || this.code === "http_502";
  }

  /** The server does not know who asks, or not any more. */
  get isSignedOut(): boolean {
    return this.code === "not_signed_in";
  }

  /** No answer came: whether the server acted is unknown. */
  get isUnreachable(): boolean {
    return this.code === "unreachable";
  }
}

export function unreachable(): Problem {
  return new Problem("unreachable", "Parley cannot be reached.");
}

export function parseProblem(status: number, contentType: string, body: string): Problem {
  const fallback = new Problem(
    `http_${status}`,
    `The server answered with status ${status}.`,
    status,
  );
  if (!contentType.startsWith("application/problem+json")) return fallback;
  const parsed = problemSchema.safeParse(parseJson(body));
  if (!parsed.success) return fallback;
  const { code, detail, title } = parsed.data;
  return new Problem(code ?? fallback.code, detail ?? title ?? fallback.detail, status);
}

export async function problemOf(response: Response): Promise<Problem> {
  const contentType = response.headers.get("content-type") ?? "";
  const problem = parseProblem(response.status, contentType, await response.text());
  if (problem.isSignedOut) tellSignedOut();
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds)
    ? new Problem(problem.code, problem.detail, problem.status, seconds)
    : problem;
}

/** Whatever was thrown, as a problem that can be shown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return unreachable();
  return new Problem("page_error", error instanceof Error ? error.message : String(error));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
