import { useQuery } from "@tanstack/react-query";
import { MessageSquarePlus } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { conversationsQuery } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { Wordmark } from "@/components/ui/wordmark";
import { ConversationRow } from "@/features/conversations/components/conversation-row";
import { groupByAge } from "@/features/conversations/lib/group-by-age";
import { useDebounced } from "@/lib/use-debounced";
import { useShortcut } from "@/lib/use-shortcut";

interface ConversationSidebarProps {
  currentId: string | undefined;
  onNew: () => void;
  onOpen: (id: string) => void;
  onDeleted: (id: string) => void;
  /** Beside the name of the page, and under it. */
  corner?: ReactNode;
  head?: ReactNode;
}

const TYPING_MILLIS = 200;

/** All conversations, the newest first. */
export function ConversationSidebar(props: ConversationSidebarProps) {
  const [search, setSearch] = useState("");
  const field = useRef<HTMLInputElement>(null);
  // Where there is no room for the list, the field is there but not seen: then the page opens it.
  useShortcut("search", () => {
    if (!field.current?.checkVisibility()) return false;
    field.current.focus();
    field.current.select();
    return true;
  });
  const query = useDebounced(search.trim(), TYPING_MILLIS);
  const { data, error, refetch } = useQuery(conversationsQuery(query));
  const groups = groupByAge(data ?? [], new Date());

  return (
    <nav aria-label="Conversations" className="flex h-full flex-col">
      <div className="flex h-14 shrink-0 items-center justify-between pr-3 pl-5">
        <Wordmark />
        {props.corner}
      </div>
      <div className="space-y-2.5 px-3">
        {props.head}
        <Button className="w-full justify-start" onClick={props.onNew}>
          <MessageSquarePlus aria-hidden /> New conversation
        </Button>
        <TextField
          label="Search conversations"
          isLabelHidden
          type="search"
          ref={field}
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className="mt-3 min-h-0 flex-1 space-y-5 overflow-y-auto px-3 pb-4">
        {error && (
          <div className="space-y-2 px-2.5 text-sm text-muted-foreground" role="alert">
            <p>The conversations cannot be read: {error.message}</p>
            <Button size="small" onClick={() => void refetch()}>
              Try again
            </Button>
          </div>
        )}
        {data?.length === 0 && (
          <p className="px-2.5 text-sm leading-6 text-muted-foreground">
            {query === "" ? "Your conversations will be here." : "Nothing found."}
          </p>
        )}
        {groups.map((group) => (
          <section key={group.label} aria-label={group.label}>
            <h2 className="px-2.5 pb-1 text-xs font-medium text-muted-foreground">{group.label}</h2>
            <ul>
              {group.conversations.map((conversation) => (
                <ConversationRow
                  key={conversation.id}
                  conversation={conversation}
                  isCurrent={conversation.id === props.currentId}
                  onOpen={props.onOpen}
                  onDeleted={props.onDeleted}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}
