import { Suspense, type MouseEvent } from "react";
import type { ConversationSummary } from "@/api/conversations";
import { titleParts } from "@/features/conversations/lib/title-parts";
import { cn } from "@/lib/cn";
import { lazyPart } from "@/lib/lazy-part";

interface ConversationRowProps {
  conversation: ConversationSummary;
  isCurrent: boolean;
  onOpen: (id: string) => void;
  onDeleted: (id: string) => void;
}

// The menu is not needed to read and write, and brings a positioning library along.
const ConversationActions = lazyPart(async () => {
  const { ConversationActions } =
    await import("@/features/conversations/components/conversation-actions");
  return ConversationActions;
});

export function ConversationRow(props: ConversationRowProps) {
  const { conversation, isCurrent, onOpen, onDeleted } = props;
  const { id, title } = conversation;
  const { name, kind } = titleParts(title);

  function open(event: MouseEvent) {
    // A click with a modifier is the browser's: it opens another tab.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(id);
  }

  return (
    <li
      className={cn(
        "group/row relative flex items-center rounded-lg transition-colors",
        isCurrent ? "bg-accent-soft" : "hover:bg-muted",
      )}
    >
      <a
        href={`/c/${id}`}
        onClick={open}
        aria-current={isCurrent ? "page" : undefined}
        title={title}
        className={cn(
          "flex min-w-0 flex-1 rounded-lg px-2.5 py-1.5 text-sm leading-6 group-focus-within/row:pr-9 group-hover/row:pr-9 pointer-coarse:pr-9",
          isCurrent && "font-medium",
        )}
      >
        <span className="truncate">{name === "" ? "Untitled" : name}</span>
        {kind !== "" && (
          <span className="shrink-0 pl-1.5 text-xs leading-6 text-muted-foreground">{kind}</span>
        )}
      </a>
      <Suspense fallback={null}>
        <ConversationActions conversation={conversation} onOpen={onOpen} onDeleted={onDeleted} />
      </Suspense>
    </li>
  );
}
