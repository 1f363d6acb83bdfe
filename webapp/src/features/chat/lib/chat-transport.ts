import type { ChatTransport, UIMessageChunk } from "ai";
import type { Message } from "@/api/message";
import { request } from "@/api/request";
import { followTurn, reopen, type TurnWatcher } from "@/features/chat/lib/follow-turn";
import { joinDeltas } from "@/features/chat/lib/join-deltas";
import { approvedIn, outgoingMessage } from "@/features/chat/lib/outgoing-message";
import { waitToRetry } from "@/lib/wait-to-retry";
import { newId } from "@/lib/ids";
import { toProblem } from "@/lib/problem";

/** Half of what the page waits before it shows a text again. */
const JOINED_MILLIS = 50;

export interface ChatTransportEvents extends TurnWatcher {
  /** The server has taken what the user asked for, and its turn runs. */
  onAccepted: () => void;
  /** The server could not take it; the same is asked again until it does. */
  onUnsaved: () => void;
}

/** What the SDK cannot say about its next request. */
export type NextRequest =
  /** The message's name for the server, which takes it once however often it comes. */
  | { type: "message"; key: string; onAccepted: () => void }
  /** The last answer goes on. */
  | { type: "continue" }
  /** Nothing is asked: these are the events of a turn that runs already. */
  | { type: "replay"; chunks: AsyncGenerator<UIMessageChunk> };

/** A running turn from its beginning; `head` is how it begins. */
export interface Replay {
  head: UIMessageChunk[];
  chunks: AsyncGenerator<UIMessageChunk>;
}

/** Speaks to the server on behalf of the SDK's chat, and survives a bad line. */
export class ParleyChatTransport implements ChatTransport<Message> {
  #next: NextRequest | undefined;
  /** Calls whose tools the user allows not only once. */
  readonly #always = new Set<string>();
  /** Who is to answer; the server decides when it is left open. */
  model: string | undefined;

  constructor(private readonly events: ChatTransportEvents) {}

  prepare(next: NextRequest): void {
    this.#next = next;
  }

  /** Says so together with the answer to the call, which goes out when no other one is open. */
  allowAlways(callId: string): void {
    this.#always.add(callId);
  }

  async sendMessages(options: Parameters<ChatTransport<Message>["sendMessages"]>[0]) {
    const next = this.#next;
    this.#next = undefined;
    if (next?.type === "replay") return toStream(next.chunks);
    const signal = options.abortSignal ?? new AbortController().signal;
    const last = options.messages.at(-1);
    const continues = next?.type === "continue";
    const outgoing = last && !continues ? [outgoingMessage(last)] : [];
    const always = outgoing.flatMap((message) => approvedIn(message, this.#always));
    const body = {
      id: options.chatId,
      messages: outgoing,
      ...(always.length > 0 && { always }),
      trigger: continues ? "continue-message" : options.trigger,
      messageId: options.messageId,
      model: this.model,
    };
    const response = await this.#post(body, next?.type === "message" ? next.key : newId(), signal);
    if (next?.type === "message") next.onAccepted();
    this.events.onAccepted();
    return toStream(followTurn(options.chatId, response, this.events, signal));
  }

  /** Turns are taken up by `replay`: the SDK's own way loses the earlier turns of a message. */
  reconnectToStream() {
    return Promise.resolve(null);
  }

  /** The turn that runs in the conversation, however long it takes to reach it; none when none does. */
  async replay(conversationId: string, signal: AbortSignal): Promise<Replay | undefined> {
    const response = await this.#reach(conversationId, signal);
    if (response?.status !== 200) return undefined;
    const chunks = followTurn(conversationId, response, this.events, signal);
    const head: UIMessageChunk[] = [];
    for (let i = 0; i < 2; i++) {
      const next = await chunks.next();
      if (!next.done) head.push(next.value);
    }
    return { head, chunks: startingWith(head, chunks) };
  }

  /** The same request again is the same request, for it has the same key. */
  async #post(body: unknown, key: string, signal: AbortSignal): Promise<Response> {
    const headers = { Accept: "text/event-stream", "Idempotency-Key": key };
    for (let attempt = 0; ; attempt++) {
      try {
        return await request("POST", "/api/chat", { signal, headers, body });
      } catch (error) {
        signal.throwIfAborted();
        const problem = toProblem(error);
        if (!problem.isPassing) throw problem;
        this.events.onUnsaved();
        await waitToRetry(attempt, signal, problem.retryAfterSeconds);
        signal.throwIfAborted();
      }
    }
  }

  async #reach(conversationId: string, signal: AbortSignal): Promise<Response | undefined> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      const response = await reopen(conversationId, signal);
      if (attempt > 0 && response) this.events.onRestored();
      if (response) return response;
      this.events.onLost();
      await waitToRetry(attempt, signal);
    }
    return undefined;
  }
}

async function* startingWith<T>(head: T[], rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield* head;
  yield* rest;
}

function toStream(chunks: AsyncGenerator<UIMessageChunk>): ReadableStream<UIMessageChunk> {
  const stream = new ReadableStream<UIMessageChunk>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  return stream.pipeThrough(joinDeltas(JOINED_MILLIS));
}
