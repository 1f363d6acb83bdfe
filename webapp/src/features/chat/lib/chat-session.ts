import { Chat } from "@ai-sdk/react";
import type { FileUIPart } from "ai";
import { readConversation, stopTurn, type Conversation } from "@/api/conversations";
import { dataPartSchemas, metadataSchema, type Message, type PromptUse } from "@/api/message";
import { ParleyChatTransport, type Replay } from "@/features/chat/lib/chat-transport";
import { approvalsAreAnswered } from "@/features/chat/lib/outgoing-message";
import { isShown } from "@/features/chat/lib/is-shown";
import {
  forgetPending,
  keepPending,
  readPending,
  type PendingMessage,
} from "@/features/chat/lib/pending-message";
import { rewind } from "@/features/chat/lib/rewind";
import {
  initialSessionState,
  sessionReducer,
  type SessionEvent,
  type SessionState,
} from "@/features/chat/lib/session-state";
import { waitToRetry } from "@/lib/wait-to-retry";
import { newId } from "@/lib/ids";
import { Problem, toProblem } from "@/lib/problem";

/** Something the user sends: words, or a server's prompt beside its preview. */
export type Draft =
  | { type: "text"; text: string; files?: readonly FileUIPart[] }
  | { type: "prompt"; use: PromptUse; preview: string };

type TextDraft = Extract<Draft, { type: "text" }>;

export interface ApprovalAnswer {
  id: string;
  approved: boolean;
  reason?: string;
  /** Also for the calls of the tool to come. */
  always?: boolean;
}

/** One open conversation: the SDK's chat, and what keeps it true to the server's history. */
export class ChatSession {
  readonly chat: Chat<Message>;
  /** A text of which is not known that the server has it; it belongs back into the composer. */
  readonly unsentText: string;
  /** The files that belong to it. */
  readonly unsentFiles: readonly FileUIPart[];
  #state = initialSessionState;
  #subscribers = new Set<() => void>();
  #open = new AbortController();
  #isWithdrawn = false;
  readonly #transport: ParleyChatTransport;

  constructor(
    readonly conversationId: string,
    private readonly initial: Conversation | undefined,
    private readonly onChanged: () => void,
  ) {
    this.#transport = new ParleyChatTransport({
      onAccepted: () => this.#accepted(),
      onUnsaved: () => this.#dispatch({ type: "not-accepted" }),
      onLost: () => this.#dispatch({ type: "line-lost" }),
      onRestored: () => this.#dispatch({ type: "line-restored" }),
      onMissedEnd: () => this.#dispatch({ type: "end-missed" }),
    });
    this.chat = new Chat<Message>({
      id: conversationId,
      messages: initial?.messages ?? [],
      generateId: newId,
      messageMetadataSchema: metadataSchema,
      dataPartSchemas,
      sendAutomaticallyWhen: approvalsAreAnswered,
      onFinish: () => this.#turnEnded(),
      onData: (part) => {
        if (part.type === "data-saving") {
          this.#dispatch({ type: "saving", isDelayed: part.data.delayed });
        }
      },
      transport: this.#transport,
    });
    this.#forgetWhatArrived();
    const pending = readPending(conversationId);
    const unsent = pending && !pending.awaitsSignIn ? pending : undefined;
    this.unsentText = unsent?.text ?? "";
    this.unsentFiles = unsent?.files ?? [];
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  };

  /** Takes up the turn that was running when the conversation was read, or what was to be sent. */
  open(): void {
    this.#open = new AbortController();
    const pending = readPending(this.conversationId);
    if (this.initial?.running && !this.isBusy) void this.#resume();
    else if (pending?.awaitsSignIn) void this.send({ type: "text", ...pending });
  }

  /** Leaves the turn alone: it goes on at the server. */
  close(): void {
    this.#open.abort();
    this.#dispatch({ type: "resumed" });
    void this.chat.stop();
  }

  /**
   * Hands a message to the server, however long that takes, and follows its answer. It may come in the
   * place of an earlier one, with the files of that, and all that followed goes. False when the
   * message is not in the conversation: the server refused it, or the user gave up. One that waits for
   * its user to sign in again is kept, and goes out by itself.
   */
  async send(draft: Draft, replaced?: Message): Promise<boolean> {
    this.#begin();
    const before = this.chat.messages;
    const { id, key } = this.#pending(draft);
    const receipt = { isAccepted: false };
    this.#transport.prepare({
      type: "message",
      key,
      onAccepted: () => (receipt.isAccepted = true),
    });
    const files = replaced?.parts.filter((part) => part.type === "file") ?? [];
    const messageId = replaced?.id;
    const parts = [...files, ...partsOf(draft)];
    await this.chat.sendMessage({ id, role: "user", parts, messageId });
    const problem = this.#refusal();
    if (receipt.isAccepted) {
      await this.#recover();
      return true;
    }
    this.chat.messages = before;
    this.chat.clearError();
    if (!problem || isOvertaken(problem)) await this.#reread();
    if (problem?.isSignedOut && draft.type === "text" && !replaced) {
      keepPending(this.conversationId, { id, key, ...contentOf(draft), awaitsSignIn: true });
      return true;
    }
    if (problem) forgetPending(this.conversationId);
    if (problem?.code === "already_answered" || this.#has(id)) return true;
    if (problem) this.#dispatch({ type: "failed", problem });
    return false;
  }

  /** The model that is to answer from now on; nothing leaves it to the server. */
  answerBy(model: string | undefined): void {
    this.#transport.model = model;
  }

  /** Answers the last message of the user again. */
  async regenerate(): Promise<void> {
    this.#begin();
    await this.chat.regenerate();
    await this.#recover();
  }

  /** Goes on with the last answer where it was broken off. */
  async continueAnswer(): Promise<void> {
    this.#begin();
    this.#transport.prepare({ type: "continue" });
    await this.chat.sendMessage();
    await this.#recover();
  }

  /** Answers one open call; the answers go out when none of the message is left open. */
  async answer({ always, ...answer }: ApprovalAnswer): Promise<void> {
    this.#begin();
    if (always) this.#transport.allowAlways(answer.id);
    await this.chat.addToolApprovalResponse(answer);
    await this.#recover();
  }

  /**
   * Asks the server to stop; the stream then ends by itself, with all that was said. What the server
   * has not taken yet is not asked for any more.
   */
  async stop(): Promise<void> {
    this.#dispatch({ type: "stop-asked" });
    if (this.#state.isUnsaved) {
      this.#isWithdrawn = true;
      await this.chat.stop();
      return;
    }
    try {
      await stopTurn(this.conversationId);
    } catch (error) {
      this.#dispatch({ type: "failed", problem: toProblem(error) });
    }
  }

  /** Another tab or device may have gone on with the conversation: shows it, unless something is going on. */
  async refresh(): Promise<void> {
    const hasUnsentAnswers = this.chat.lastMessage?.parts.some(
      (part) => part.type === "dynamic-tool" && part.state === "approval-responded",
    );
    const isBegun = this.chat.messages.length > 0;
    if (isBegun && !this.isBusy && !hasUnsentAnswers) await this.#reread(isShown);
  }

  readonly dismissProblem = () => this.#dispatch({ type: "problem-dismissed" });

  get isBusy(): boolean {
    const { status } = this.chat;
    const { isCatchingUp, isResuming } = this.#state;
    return status === "submitted" || status === "streaming" || isCatchingUp || isResuming;
  }

  /** Follows the turn that runs; `misses` times in a row it was said to run, and could not be followed. */
  async #resume(misses = 0): Promise<void> {
    const { signal } = this.#open;
    this.#dispatch({ type: "resuming" });
    let replay: Replay | undefined;
    try {
      replay = await this.#transport.replay(this.conversationId, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#dispatch({ type: "resumed" });
      this.#dispatch({ type: "failed", problem: toProblem(error) });
      return;
    }
    if (signal.aborted) return;
    this.#dispatch({ type: "resumed" });
    if (!replay || this.#state.isCatchingUp) {
      this.#dispatch({ type: "end-missed" });
      await this.#catchUp(misses + 1);
      return;
    }
    this.chat.messages = rewind(this.chat.messages, replay.head);
    this.#transport.prepare({ type: "replay", chunks: replay.chunks });
    await this.chat.sendMessage();
    await this.#recover();
  }

  #begin(): void {
    this.#isWithdrawn = false;
    this.#dispatch({ type: "turn-started" });
  }

  #accepted(): void {
    forgetPending(this.conversationId);
    this.#dispatch({ type: "accepted" });
    this.onChanged();
  }

  /** A text that may have arrived goes out as the same message as before, so that it is one. */
  #pending(draft: Draft): { id: string; key: string } {
    const before = readPending(this.conversationId);
    if (before && draft.type === "text" && isSame(contentOf(draft), before)) return before;
    const message = { id: newId(), key: newId() };
    if (draft.type === "text")
      keepPending(this.conversationId, { ...message, ...contentOf(draft) });
    return message;
  }

  #forgetWhatArrived(): void {
    const pending = readPending(this.conversationId);
    if (pending && this.#has(pending.id)) forgetPending(this.conversationId);
  }

  #has(id: string): boolean {
    return this.chat.messages.some((message) => message.id === id);
  }

  #show(conversation: Conversation): void {
    this.chat.messages = conversation.messages;
    this.#forgetWhatArrived();
  }

  #turnEnded(): void {
    this.#dispatch({ type: "turn-ended" });
    this.onChanged();
    if (this.#state.isCatchingUp) void this.#catchUp();
  }

  /** Half an answer is on the screen: reads the whole one, however long it takes. */
  async #catchUp(misses = 0): Promise<void> {
    for (let attempt = 0; !this.#open.signal.aborted; attempt++) {
      try {
        const conversation = await this.#read();
        this.#show(conversation);
        this.#dispatch({ type: "caught-up" });
        this.onChanged();
        if (conversation.running) void this.#resumeLater(misses);
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

  /** A turn whose replica died runs until another one takes it over: nothing to follow for a while. */
  async #resumeLater(misses: number): Promise<void> {
    const { signal } = this.#open;
    if (misses > 0) await waitToRetry(misses - 1, signal);
    if (!signal.aborted && !this.isBusy) await this.#resume(misses);
  }

  /** Shows what the server has; unless that `isKnown`, for the screen has more of it than is stored. */
  async #reread(isKnown: typeof isShown = () => false): Promise<void> {
    const conversation = await this.#read().catch(() => undefined);
    if (!conversation || this.isBusy || this.#open.signal.aborted) return;
    const { messages, running } = conversation;
    if (!running && isKnown(messages, this.chat.messages)) return;
    this.#show(conversation);
    if (conversation.running) void this.#resume();
  }

  /** After a refused or withdrawn request the screen shows what the server has, and the reason. */
  async #recover(): Promise<void> {
    const problem = this.#refusal();
    if (!problem && !this.#isWithdrawn) return;
    this.chat.clearError();
    await this.#reread();
    if (problem && problem.code !== "already_answered" && !problem.isSignedOut) {
      this.#dispatch({ type: "failed", problem });
    }
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

/** Something else went on in the conversation meanwhile. */
function isOvertaken(problem: Problem): boolean {
  return /^(conversation_busy|already_answered|message_not_found)$/.test(problem.code);
}

function contentOf({ text, files = [] }: TextDraft) {
  return { text, files: [...files] };
}

function isSame(one: ReturnType<typeof contentOf>, other: PendingMessage): boolean {
  const urls = (files: FileUIPart[]) => files.map((file) => file.url).join(" ");
  return one.text === other.text && urls(one.files) === urls(other.files);
}

function partsOf(draft: Draft): Message["parts"] {
  if (draft.type === "text") {
    const { text, files } = contentOf(draft);
    return [...files, ...(text === "" ? [] : [{ type: "text" as const, text }])];
  }
  const preview = draft.preview === "" ? [] : [{ type: "text" as const, text: draft.preview }];
  return [{ type: "data-prompt", data: draft.use }, ...preview];
}
