import { useQuery } from "@tanstack/react-query";
import { MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import { conversationsQuery } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { Wordmark } from "@/components/ui/wordmark";
import { ConversationRow } from "@/features/conversations/components/conversation-row";
import { groupByAge } from "@/features/conversations/lib/group-by-age";
import { useDebounced } from "@/lib/use-debounced";

interface ConversationSidebarProps {
  currentId: string | undefined;
  onNew: () => void;
  onOpen: (id: string) => void;
  onDeleted: (id: string) => void;
}

const TYPING_MILLIS = 200;

/** All conversations, the newest first. */
export function ConversationSidebar(props: ConversationSidebarProps) {
  const [search, setSearch] = useState("");
  const query = useDebounced(search.trim(), TYPING_MILLIS);
  const { data, error, refetch } = useQuery(conversationsQuery(query));
  const groups = groupByAge(data ?? [], new Date());

  return (
    <nav aria-label="Conversations" className="flex h-full flex-col">
      <div className="flex h-14 shrink-0 items-center px-5">
        <Wordmark />
      </div>
      <div className="space-y-2.5 px-3">
        <Button className="w-full justify-start" onClick={props.onNew}>
          <MessageSquarePlus aria-hidden /> New conversation
        </Button>
        <TextField
          label="Search conversations"
          isLabelHidden
          type="search"
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
