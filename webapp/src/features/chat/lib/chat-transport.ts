import type { ChatTransport, UIMessageChunk } from "ai";
import type { Message } from "@/api/message";
import { request } from "@/api/request";
import { followTurn, openTurn, type TurnWatcher } from "@/features/chat/lib/follow-turn";
import { outgoingMessage } from "@/features/chat/lib/outgoing-message";

export interface ChatTransportEvents extends TurnWatcher {
  /** The server has taken the message and its turn runs. */
  onAccepted: () => void;
  /** A running turn is about to be replayed; `head` is how it begins. */
  onReplay: (head: UIMessageChunk[]) => void;
  /** There was no turn to take up: it has ended since the conversation was read. */
  onNothingRunning: () => void;
}

/** Speaks to the server on behalf of the SDK's chat, and survives a bad line. */
export class ParleyChatTransport implements ChatTransport<Message> {
  // The state to replay onto is made in onReplay: the SDK's own reset would lose the earlier
  // turns of a message that an approval continues.
  readonly resumeStreamIsReplay = false;

  constructor(private readonly events: ChatTransportEvents) {}

  async sendMessages(options: Parameters<ChatTransport<Message>["sendMessages"]>[0]) {
    const last = options.messages.at(-1);
    const response = await request("POST", "/api/chat", {
      signal: options.abortSignal,
      headers: { Accept: "text/event-stream" },
      body: {
        id: options.chatId,
        messages: last ? [outgoingMessage(last)] : [],
        trigger: options.trigger,
        messageId: options.messageId,
      },
    });
    this.events.onAccepted();
    return toStream(this.follow(options.chatId, response, options.abortSignal));
  }

  async reconnectToStream(options: { chatId: string; abortSignal?: AbortSignal | undefined }) {
    const signal = options.abortSignal ?? new AbortController().signal;
    const response = await openTurn(options.chatId, signal);
    if (response.status === 204) {
      this.events.onNothingRunning();
      return null;
    }
    const chunks = this.follow(options.chatId, response, signal);
    const head: UIMessageChunk[] = [];
    for (let i = 0; i < 2; i++) {
      const next = await chunks.next();
      if (!next.done) head.push(next.value);
    }
    this.events.onReplay(head);
    return toStream(startingWith(head, chunks));
  }

  private follow(id: string, response: Response, signal = new AbortController().signal) {
    return followTurn(id, response, this.events, signal);
  }
}

async function* startingWith<T>(head: T[], rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield* head;
  yield* rest;
}

function toStream<T>(chunks: AsyncGenerator<T>): ReadableStream<T> {
  return new ReadableStream<T>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}
