import { Chat } from "@ai-sdk/react";
import { readConversation, stopTurn, type Conversation } from "@/api/conversations";
import { dataPartSchemas, metadataSchema, type Message, type PromptUse } from "@/api/message";
import { ParleyChatTransport } from "@/features/chat/lib/chat-transport";
import { approvalsAreAnswered } from "@/features/chat/lib/outgoing-message";
import { rewind } from "@/features/chat/lib/rewind";
import {
  initialSessionState,
  sessionReducer,
  type SessionEvent,
  type SessionState,
} from "@/features/chat/lib/session-state";
import { waitToRetry } from "@/features/chat/lib/wait-to-retry";
import { newId } from "@/lib/ids";
import { Problem, toProblem } from "@/lib/problem";

/** Something the user sends: words, or a server's prompt beside its preview. */
export type Draft =
  { type: "text"; text: string } | { type: "prompt"; use: PromptUse; preview: string };

export interface ApprovalAnswer {
  id: string;
  approved: boolean;
  reason?: string;
}

/** One open conversation: the SDK's chat, and what keeps it true to the server's history. */
export class ChatSession {
  readonly chat: Chat<Message>;
  #state = initialSessionState;
  #subscribers = new Set<() => void>();
  #open = new AbortController();

  constructor(
    readonly conversationId: string,
    private readonly initial: Conversation | undefined,
    private readonly onChanged: () => void,
  ) {
    this.chat = new Chat<Message>({
      id: conversationId,
      messages: initial?.messages ?? [],
      generateId: newId,
      messageMetadataSchema: metadataSchema,
      dataPartSchemas,
      sendAutomaticallyWhen: approvalsAreAnswered,
      onFinish: () => this.#turnEnded(),
      transport: new ParleyChatTransport({
        onAccepted: onChanged,
        onLost: () => this.#dispatch({ type: "line-lost" }),
        onRestored: () => this.#dispatch({ type: "line-restored" }),
        onMissedEnd: () => this.#dispatch({ type: "end-missed" }),
        onNothingRunning: () => {
          this.#dispatch({ type: "end-missed" });
          void this.#catchUp();
        },
        onReplay: (head) => (this.chat.messages = rewind(this.chat.messages, head)),
      }),
    });
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  };

  /** Takes up the turn that was running when the conversation was read. */
  open(): void {
    this.#open = new AbortController();
    if (this.initial?.running && !this.isBusy) void this.#resume();
  }

  /** Leaves the turn alone: it goes on at the server. */
  close(): void {
    this.#open.abort();
    void this.chat.stop();
  }

  /** False when the server did not take the message, which then is not in the conversation. */
  async send(draft: Draft): Promise<boolean> {
    this.#dispatch({ type: "turn-started" });
    const id = newId();
    await this.chat.sendMessage({ id, role: "user", parts: partsOf(draft) });
    const problem = this.#refusal();
    if (!problem) return true;
    this.chat.messages = this.chat.messages.filter((message) => message.id !== id);
    this.chat.clearError();
    // An answer that got lost does not mean that the message did.
    if (problem.isUnreachable || problem.code === "conversation_busy") await this.#reread();
    if (this.chat.messages.some((message) => message.id === id)) return true;
    this.#dispatch({ type: "failed", problem });
    return false;
  }

  async regenerate(): Promise<void> {
    this.#dispatch({ type: "turn-started" });
    await this.chat.regenerate();
    await this.#recover();
  }

  /** Answers one open call; the answers go out when none of the message is left open. */
  async answer(answer: ApprovalAnswer): Promise<void> {
    this.#dispatch({ type: "turn-started" });
    await this.chat.addToolApprovalResponse(answer);
    await this.#recover();
  }

  /** Asks the server to stop; the stream then ends by itself, with all that was said. */
  async stop(): Promise<void> {
    this.#dispatch({ type: "stop-asked" });
    try {
      await stopTurn(this.conversationId);
    } catch (error) {
      this.#dispatch({ type: "failed", problem: toProblem(error) });
    }
  }

  /** Another tab may have gone on with the conversation: shows it, unless something is going on. */
  async refresh(): Promise<void> {
    const hasUnsentAnswers = this.chat.lastMessage?.parts.some(
      (part) => part.type === "dynamic-tool" && part.state === "approval-responded",
    );
    const isBegun = this.chat.messages.length > 0;
    if (isBegun && !this.isBusy && !hasUnsentAnswers) await this.#reread();
  }

  readonly dismissProblem = () => this.#dispatch({ type: "problem-dismissed" });

  get isBusy(): boolean {
    const { status } = this.chat;
    return status === "submitted" || status === "streaming" || this.#state.isCatchingUp;
  }

  async #resume(): Promise<void> {
    await this.chat.resumeStream();
    await this.#recover();
  }

  #turnEnded(): void {
    this.#dispatch({ type: "turn-ended" });
    this.onChanged();
    if (this.#state.isCatchingUp) void this.#catchUp();
  }

  /** Half an answer is on the screen: reads the whole one, however long it takes. */
  async #catchUp(): Promise<void> {
    for (let attempt = 0; !this.#open.signal.aborted; attempt++) {
      try {
        const conversation = await this.#read();
        this.chat.messages = conversation.messages;
        this.#dispatch({ type: "caught-up" });
        this.onChanged();
        if (conversation.running) void this.#resume();
        return;
      } catch (error) {
        const problem = toProblem(error);
        if (problem.status === 404) {
          this.#dispatch({ type: "caught-up" });
          this.#dispatch({ type: "failed", problem });
          return;
        }
        await waitToRetry(attempt, this.#open.signal);
      }
    }
  }

  async #reread(): Promise<void> {
    const conversation = await this.#read().catch(() => undefined);
    if (!conversation || this.isBusy || this.#open.signal.aborted) return;
    this.chat.messages = conversation.messages;
    if (conversation.running) void this.#resume();
  }

  /** After a refused request the screen shows what the server has, and the reason. */
  async #recover(): Promise<void> {
    const problem = this.#refusal();
    if (!problem) return;
    this.chat.clearError();
    await this.#reread();
    this.#dispatch({ type: "failed", problem });
  }

  /** An error in the stream is a notice in the message already; only a refusal is not. */
  #refusal(): Problem | undefined {
    return this.chat.error instanceof Problem ? this.chat.error : undefined;
  }

  #read(): Promise<Conversation> {
    return readConversation(this.conversationId, this.#open.signal);
  }

  #dispatch(event: SessionEvent): void {
    this.#state = sessionReducer(this.#state, event);
    this.#subscribers.forEach((subscriber) => subscriber());
  }
}

function partsOf(draft: Draft): Message["parts"] {
  if (draft.type === "text") return [{ type: "text", text: draft.text }];
  const preview = draft.preview === "" ? [] : [{ type: "text" as const, text: draft.preview }];
  return [{ type: "data-prompt", data: draft.use }, ...preview];
}
