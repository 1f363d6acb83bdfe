import { ArrowDown } from "lucide-react";
import { useCallback, useState } from "react";
import type { Message } from "@/api/message";
import { Button } from "@/components/ui/button";
import { AssistantMessage } from "@/features/chat/components/messages/assistant-message";
import { ThinkingIndicator } from "@/features/chat/components/messages/thinking-indicator";
import { UserMessage } from "@/features/chat/components/messages/user-message";
import { useFirstShown } from "@/features/chat/hooks/use-first-shown";
import { useStickToBottom } from "@/features/chat/hooks/use-stick-to-bottom";
import type { ApprovalAnswer } from "@/features/chat/lib/chat-session";

interface MessageListProps {
  messages: Message[];
  isBusy: boolean;
  isCatchingUp: boolean;
  /** The last message has not reached the server. */
  isUnsaved: boolean;
  onAnswer: (answer: ApprovalAnswer) => void;
  onRetry: () => void;
  onContinue: () => void;
  onBranch: (messageId: string) => void;
  /** False when the message stays as it was. */
  onEdit: (message: Message, text: string) => Promise<boolean>;
}

/** The conversation so far; it stays at its end unless the reader scrolls away. */
export function MessageList(props: MessageListProps) {
  const { messages, isBusy, onEdit } = props;
  const asked = messages.filter((message) => message.role === "user").length;
  const { scroller, content, isAtEnd, toEnd } = useStickToBottom(asked);
  const last = messages.at(-1);
  const first = useFirstShown(messages.length);
  const [edited, setEdited] = useState<{ id: string; text: string }>();
  const isWaiting =
    isBusy && !props.isUnsaved && (last?.role !== "assistant" || last.parts.length === 0);

  const edit = useCallback(({ id }: Message, text: string) => setEdited({ id, text }), []);
  const cancel = useCallback(() => setEdited(undefined), []);
  const sendEdited = useCallback(
    async (message: Message, text: string) => {
      cancel();
      if (!(await onEdit(message, text))) edit(message, text);
    },
    [cancel, edit, onEdit],
  );

  return (
    <div className="relative min-h-0 flex-1">
      <div ref={scroller} className="h-full overflow-y-auto overscroll-contain">
        <div
          ref={content}
          role="log"
          aria-label="Conversation"
          aria-live={first > 0 ? "off" : "polite"}
          aria-busy={isBusy}
          className="mx-auto w-full max-w-chat space-y-8 px-4 pt-6 pb-10"
        >
          {messages
            .slice(first)
            .map((message) =>
              message.role === "user" ? (
                <UserMessage
                  key={message.id}
                  message={message}
                  isUnsaved={props.isUnsaved && message === last}
                  canEdit={!isBusy}
                  draft={edited?.id === message.id ? edited.text : undefined}
                  onEdit={edit}
                  onCancel={cancel}
                  onSend={sendEdited}
                />
              ) : (
                <AssistantMessage
                  key={message.id}
                  message={message}
                  isLast={message === last}
                  isLive={isBusy && !props.isUnsaved && message === last}
                  isCatchingUp={props.isCatchingUp && message === last}
                  onAnswer={props.onAnswer}
                  onRetry={props.onRetry}
                  onContinue={props.onContinue}
                  onBranch={props.onBranch}
                />
              ),
            )}
          {isWaiting && <ThinkingIndicator />}
        </div>
      </div>
      {!isAtEnd && (
        <Button
          size="round"
          aria-label="Go to the latest message"
          onClick={toEnd}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 animate-rise shadow-popover"
        >
          <ArrowDown aria-hidden />
        </Button>
      )}
    </div>
  );
}
