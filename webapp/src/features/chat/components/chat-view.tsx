import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Conversation } from "@/api/conversations";
import { modelsQuery } from "@/api/queries";
import { Composer } from "@/features/chat/components/composer";
import { ConnectionBanner } from "@/features/chat/components/connection-banner";
import { EmptyState } from "@/features/chat/components/empty-state";
import { MessageList } from "@/features/chat/components/message-list";
import { ModelPicker } from "@/features/chat/components/model-picker";
import { ProblemBanner } from "@/features/chat/components/problem-banner";
import { SavingBanner } from "@/features/chat/components/saving-banner";
import { useChatSession } from "@/features/chat/hooks/use-chat-session";
import { useModelChoice } from "@/features/chat/hooks/use-model-choice";
import type { ApprovalAnswer, Draft } from "@/features/chat/lib/chat-session";

interface ChatViewProps {
  conversationId: string;
  conversation?: Conversation;
  /** The first message of a new conversation is on its way. */
  onBegun: () => void;
  /** The server's list of conversations is not what it was. */
  onChanged: () => void;
  onNew: () => void;
}

/** One conversation: its messages, and the place to write the next one. */
export function ChatView({
  conversationId,
  conversation,
  onBegun,
  onChanged,
  onNew,
}: ChatViewProps) {
  const chat = useChatSession(conversationId, conversation, onChanged);
  const { data: models = [] } = useQuery(modelsQuery);
  const choice = useModelChoice(chat.session, models, chat.messages);
  const isEmpty = chat.messages.length === 0;
  const isAsking = chat.messages
    .at(-1)
    ?.parts.some((part) => part.type === "dynamic-tool" && part.state === "approval-requested");

  const { session } = chat;
  const answer = useCallback((given: ApprovalAnswer) => void session.answer(given), [session]);
  const retry = useCallback(() => void session.regenerate(), [session]);
  const goOn = useCallback(() => void session.continueAnswer(), [session]);

  function send(draft: Draft): Promise<boolean> {
    if (isEmpty) onBegun();
    return session.send(draft);
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {isEmpty ? (
        <EmptyState
          isDemo={models.some((model) => model.demo)}
          onExample={(text) => void send({ type: "text", text })}
        />
      ) : (
        <MessageList
          messages={chat.messages}
          isBusy={chat.isBusy}
          isCatchingUp={chat.isCatchingUp}
          isUnsaved={chat.isUnsaved}
          onAnswer={answer}
          onRetry={retry}
          onContinue={goOn}
        />
      )}
      <div className="mx-auto w-full max-w-chat space-y-2 px-4 pb-3 md:pb-5">
        <ConnectionBanner isLost={chat.line === "lost" || chat.isCatchingUp} />
        <SavingBanner isUnsaved={chat.isUnsaved} isDelayed={chat.isSavingDelayed} />
        {chat.problem && (
          <ProblemBanner problem={chat.problem} onDismiss={session.dismissProblem} />
        )}
        <Composer
          // A conversation that has not begun has another id after a reload.
          draftKey={isEmpty && !conversation ? "new" : conversationId}
          unsentText={session.unsentText}
          unsentFiles={session.unsentFiles}
          foot={
            choice.hasChoice && (
              <ModelPicker models={models} value={choice.model} onChoose={choice.choose} />
            )
          }
          isBusy={chat.isBusy}
          isStopping={chat.isStopping}
          isAsking={isAsking === true}
          onSend={send}
          onStop={() => void session.stop()}
          onNew={onNew}
        />
      </div>
    </div>
  );
}
