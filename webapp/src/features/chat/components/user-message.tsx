import { FileText } from "lucide-react";
import type { Message, MessagePart } from "@/api/message";
import { PromptChip } from "@/features/chat/components/prompt-chip";

interface UserMessageProps {
  message: Message;
  isUnsaved: boolean;
}

export function UserMessage({ message, isUnsaved }: UserMessageProps) {
  return (
    <article aria-label="You" className="flex flex-col items-end gap-2">
      {message.parts.map((part, i) => (
        <UserPart key={`${part.type}-${i}`} part={part} />
      ))}
      {isUnsaved && <p className="text-xs text-muted-foreground">Not saved yet</p>}
    </article>
  );
}

function UserPart({ part }: { part: MessagePart }) {
  if (part.type === "data-prompt") return <PromptChip use={part.data} />;
  if (part.type === "file") {
    return (
      <span className="inline-flex items-center gap-2 rounded-lg border border-border bg-surface px-3 py-1.5 text-sm">
        <FileText aria-hidden className="size-4" />
        {part.filename ?? part.mediaType}
      </span>
    );
  }
  if (part.type !== "text") return null;
  return (
    <p className="max-w-9/10 rounded-2xl rounded-br-md bg-muted px-4 py-2.5 leading-7 wrap-anywhere whitespace-pre-wrap">
      {part.text}
    </p>
  );
}
