import { useQuery } from "@tanstack/react-query";
import { useCallback, useId, useState } from "react";
import type { Conversation } from "@/api/conversations";
import type { Message } from "@/api/message";
import { modelsQuery } from "@/api/queries";
import { Composer } from "@/features/chat/components/composer/composer";
import { ConnectionBanner } from "@/features/chat/components/connection-banner";
import { EmptyState } from "@/features/chat/components/empty-state";
import { MessageList } from "@/features/chat/components/messages/message-list";
import { ProblemBanner } from "@/features/chat/components/problem-banner";
import { SavingBanner } from "@/features/chat/components/saving-banner";
import { useBranch } from "@/features/chat/hooks/use-branch";
import { useChangesElsewhere } from "@/features/chat/hooks/use-changes-elsewhere";
import { useChatSession } from "@/features/chat/hooks/use-chat-session";
import { useModelChoice } from "@/features/chat/hooks/use-model-choice";
import type { ApprovalAnswer, Draft } from "@/features/chat/lib/chat-session";
import { waitsFor } from "@/features/chat/lib/waits-for";

/** How what was refused for now is asked again. */
type Again = { type: "composer" } | { type: "act"; act: () => void };

interface ChatViewProps {
  conversationId: string;
  conversation?: Conversation;
  /** The first message of a new conversation is on its way. */
  onBegun: () => void;
  /** The server's list of conversations is not what it was. */
  onChanged: () => void;
  onNew: () => void;
  onOpen: (id: string) => void;
  /** Signs out; only where there is an account. */
  onLogout?: (() => Promise<void>) | undefined;
  /** When the conversation last changed, as its list says. */
  updatedAt?: string | undefined;
}

/** One conversation: its messages, and the place to write the next one. */
export function ChatView({
  conversationId,
  conversation,
  onBegun,
  onChanged,
  onNew,
  onOpen,
  onLogout,
  updatedAt,
}: ChatViewProps) {
  const chat = useChatSession(conversationId, conversation, onChanged);
  useChangesElsewhere(chat.session, conversation?.updatedAt, updatedAt);
  const formId = useId();
  const [hasPanel, setHasPanel] = useState(false);
  const [again, setAgain] = useState<Again>({ type: "composer" });
  const { data: models = [] } = useQuery(modelsQuery);
  const choice = useModelChoice(chat.session, models, chat.messages);
  const isEmpty = chat.messages.length === 0;

  const { session } = chat;
  const { branch, ...branching } = useBranch(conversationId, onChanged, onOpen);
  const answer = useCallback(
    (given: ApprovalAnswer) => {
      const act = () => void session.answer(given);
      setAgain({ type: "act", act });
      act();
    },
    [session],
  );
  const retry = useCallback(() => {
    const act = () => void session.regenerate();
    setAgain({ type: "act", act });
    act();
  }, [session]);
  const goOn = useCallback(() => {
    const act = () => void session.continueAnswer();
    setAgain({ type: "act", act });
    act();
  }, [session]);
  const edit = useCallback(
    (message: Message, text: string) => session.send({ type: "text", text }, message),
    [session],
  );

  function send(draft: Draft): Promise<boolean> {
    if (isEmpty) onBegun();
    // A text that is refused is in the composer again; a prompt would have to be filled in anew.
    const isText = draft.type === "text";
    setAgain(isText ? { type: "composer" } : { type: "act", act: () => void send(draft) });
    return session.send(draft);
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {isEmpty ? (
        <EmptyState
          isDemo={models.some((model) => model.demo)}
          isBrief={hasPanel}
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
          onBranch={branch}
          onEdit={edit}
        />
      )}
      <div className="mx-auto w-full max-w-chat space-y-2 px-4 pb-3 md:pb-5">
        <ConnectionBanner isLost={chat.line === "lost" || chat.isCatchingUp} />
        <SavingBanner isUnsaved={chat.isUnsaved} isDelayed={chat.isSavingDelayed} />
        {branching.problem && (
          <ProblemBanner
            key={branching.problem.happenedAt}
            problem={branching.problem}
            formId={undefined}
            onAgain={branching.again}
            onDismiss={branching.dismiss}
          />
        )}
        {chat.problem && (
          <ProblemBanner
            key={chat.problem.happenedAt}
            problem={chat.problem}
            formId={again.type === "composer" ? formId : undefined}
            onAgain={again.type === "act" ? again.act : undefined}
            onDismiss={session.dismissProblem}
          />
        )}
        <Composer
          formId={formId}
          // A conversation that has not begun has another id after a reload.
          draftKey={isEmpty && !conversation ? "new" : conversationId}
          unsentText={session.unsentText}
          unsentFiles={session.unsentFiles}
          choice={choice}
          isBusy={chat.isBusy}
          isStopping={chat.isStopping}
          waitsFor={waitsFor(chat.messages.at(-1), chat.isBusy)}
          onSend={send}
          onStop={() => void session.stop()}
          onNew={onNew}
          onPanel={setHasPanel}
          onLogout={onLogout}
        />
      </div>
    </div>
  );
}
