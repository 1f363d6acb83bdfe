import { asSchema, uiMessageChunkSchema, type UIMessageChunk } from "ai";
import { waitToRetry } from "@/lib/wait-to-retry";
import { isRecord } from "@/lib/is-record";
import { Problem, problemOf, toProblem } from "@/lib/problem";
import { ServerSentEventDecoder, type ServerSentEvent } from "@/lib/sse";
import { workspaceHeaders } from "@/lib/workspace";

/** The server says something at least every 15 s; silence three times as long is a dead line. */
const SILENCE_MILLIS_MAX = 45_000;

const END = "[DONE]";
const chunkSchema = asSchema(uiMessageChunkSchema);

export interface TurnWatcher {
  /** The line to the server is gone; the turn goes on without us. */
  onLost: () => void;
  /** The server answers again. */
  onRestored: () => void;
  /** The turn ended while the line was down: what it said is in the conversation only. */
  onMissedEnd: () => void;
}

/** The turn that is followed, and its last event that came; empty when not known. */
interface Seen {
  turnId: string;
  eventId: string;
}

/**
 * Follows a turn to its end. A lost connection is taken up again after the last event seen, for as
 * long as it takes; the chunks come out as if nothing had happened.
 */
export async function* followTurn(
  conversationId: string,
  response: Response,
  watcher: TurnWatcher,
  signal: AbortSignal,
): AsyncGenerator<UIMessageChunk> {
  let seen: Seen = { turnId: "", eventId: "" };
  let current: Response | undefined = response;
  for (let attempt = 0; !signal.aborted; attempt++) {
    if (current) {
      try {
        for await (const event of readEvents(current, signal)) {
          if (event.data === END) return;
          const chunk = await parseChunk(event.data);
          seen = { turnId: turnOf(chunk) ?? seen.turnId, eventId: event.id ?? seen.eventId };
          attempt = 0;
          yield chunk;
        }
      } catch (error) {
        if (error instanceof Problem) throw error;
      }
      // The generator above ends without [DONE] only when the line was cut.
      if (isAborted(signal)) return;
      watcher.onLost();
    }
    await waitToRetry(attempt, signal);
    current = await reopen(conversationId, signal, seen);
    if (current?.status === 204) {
      watcher.onMissedEnd();
      return;
    }
    if (current) watcher.onRestored();
  }
}

/** Opens a turn's stream after what was seen of it: 204 when the conversation alone has the rest. */
async function openTurn(
  conversationId: string,
  { turnId, eventId }: Seen,
  signal: AbortSignal,
): Promise<Response> {
  // An event's id means nothing in another turn.
  const turn = turnId === "" ? "" : `?turn=${encodeURIComponent(turnId)}`;
  const response = await fetch(`/api/chat/${encodeURIComponent(conversationId)}/stream${turn}`, {
    headers: { ...workspaceHeaders(), ...(eventId === "" ? {} : { "Last-Event-ID": eventId }) },
    cache: "no-store",
    signal,
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/**
 * Opens the stream of the turn that was seen, or of the one that runs. Nothing when the server
 * cannot be reached or cannot answer now: then it is worth another try.
 */
export async function reopen(
  conversationId: string,
  signal: AbortSignal,
  seen: Seen = { turnId: "", eventId: "" },
): Promise<Response | undefined> {
  try {
    return await openTurn(conversationId, seen, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    const problem = toProblem(error);
    if (problem.isUnreachable || problem.status >= 500 || problem.status === 429) return undefined;
    throw problem;
  }
}

async function* readEvents(
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new ServerSentEventDecoder();
  const utf8 = new TextDecoder();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel);
  try {
    for (;;) {
      const silence = setTimeout(cancel, SILENCE_MILLIS_MAX);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      yield* decoder.push(utf8.decode(value, { stream: true }));
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

async function parseChunk(data: string): Promise<UIMessageChunk> {
  const result = await chunkSchema.validate?.(JSON.parse(data));
  if (!result?.success) throw new Problem("invalid_stream", "The server's answer is malformed.");
  return result.value;
}

function turnOf(chunk: UIMessageChunk): string | undefined {
  if (chunk.type !== "start" || !isRecord(chunk.messageMetadata)) return undefined;
  const { turnId } = chunk.messageMetadata;
  return typeof turnId === "string" ? turnId : undefined;
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
