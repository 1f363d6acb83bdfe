import type { Message, MessagePart } from "@/api/message";
import { AttachedFile } from "@/features/chat/components/attached-file";
import { PromptChip } from "@/features/chat/components/prompt-chip";

interface UserMessageProps {
  message: Message;
  isUnsaved: boolean;
}

export function UserMessage({ message, isUnsaved }: UserMessageProps) {
  const files = message.parts.filter((part) => part.type === "file");
  return (
    <article aria-label="You" className="flex flex-col items-end gap-2">
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
    </article>
  );
}

function UserPart({ part }: { part: MessagePart }) {
  if (part.type === "data-prompt") return <PromptChip use={part.data} />;
  if (part.type !== "text") return null;
  return (
    <p className="max-w-9/10 rounded-2xl rounded-br-md bg-muted px-4 py-2.5 leading-7 wrap-anywhere whitespace-pre-wrap">
      {part.text}
    </p>
  );
}
