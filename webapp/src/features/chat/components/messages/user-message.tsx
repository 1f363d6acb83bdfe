import { Pencil } from "lucide-react";
import { memo, useRef } from "react";
import { flushSync } from "react-dom";
import type { Message, MessagePart } from "@/api/message";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { AttachedFile } from "@/features/chat/components/messages/attached-file";
import { MessageActions } from "@/features/chat/components/messages/message-actions";
import { MessageEditor } from "@/features/chat/components/messages/message-editor";
import { PromptChip } from "@/features/chat/components/messages/prompt-chip";

interface UserMessageProps {
  message: Message;
  isUnsaved: boolean;
  /** Nothing is going on that an edit would have to wait for. */
  canEdit: boolean;
  /** It is being edited, and this is the text to begin with. */
  draft: string | undefined;
  onEdit: (message: Message, text: string) => void;
  onCancel: () => void;
  onSend: (message: Message, text: string) => Promise<void>;
}

/** What the user said. It is not rendered again while an answer grows. */
export const UserMessage = memo(function UserMessage(props: UserMessageProps) {
  const { message, isUnsaved, draft } = props;
  const pencil = useRef<HTMLButtonElement>(null);
  const text = message.parts
    .flatMap((part) => (part.type === "text" ? [part.text] : []))
    .join("\n\n");
  const files = message.parts.filter((part) => part.type === "file");
  // What a prompt was rendered to is its server's.
  const isOwn = !message.parts.some((part) => part.type === "data-prompt");

  function cancel() {
    flushSync(props.onCancel);
    pencil.current?.focus();
  }

  if (draft !== undefined) {
    return (
      <article aria-label="You">
        <MessageEditor
          text={draft}
          onCancel={cancel}
          onSend={(edited) => void props.onSend(message, edited)}
        />
      </article>
    );
  }
  return (
    <article aria-label="You" className="group flex flex-col items-end gap-2 skip-unseen">
      {files.length > 0 && (
        <div className="flex max-w-9/10 flex-wrap items-end justify-end gap-2">
          {files.map((part, i) => (
            <AttachedFile key={`${part.url}-${i}`} part={part} />
          ))}
        </div>
      )}
      {message.parts.map((part, i) => (
        <UserPart key={`${part.type}-${i}`} part={part} />
      ))}
      {isUnsaved && <p className="text-xs text-muted-foreground">Not saved yet</p>}
      {!isUnsaved && (
        <MessageActions className="-mt-1 -mb-5">
          {text !== "" && <CopyButton text={text} label="Copy message" />}
          {isOwn && props.canEdit && (
            <Button
              ref={pencil}
              variant="ghost"
              size="icon"
              aria-label="Edit message"
              onClick={() => props.onEdit(message, text)}
            >
              <Pencil aria-hidden />
            </Button>
          )}
        </MessageActions>
      )}
    </article>
  );
});

function UserPart({ part }: { part: MessagePart }) {
  if (part.type === "data-prompt") return <PromptChip use={part.data} />;
  if (part.type !== "text") return null;
  return (
    <p className="max-w-9/10 rounded-2xl rounded-br-md bg-muted px-4 py-2.5 leading-7 wrap-anywhere whitespace-pre-wrap">
      {part.text}
    </p>
  );
}
