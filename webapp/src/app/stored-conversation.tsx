import { useQuery } from "@tanstack/react-query";
import { useState, type ComponentProps } from "react";
import { readConversation } from "@/api/conversations";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { ChatView } from "@/features/chat/components/chat-view";
import { readPending } from "@/features/chat/lib/pending-message";
import { toProblem } from "@/lib/problem";

type StoredConversationProps = Omit<ComponentProps<typeof ChatView>, "conversation">;

/** A conversation that has to be read before it can go on. */
export function StoredConversation(props: StoredConversationProps) {
  const { conversationId } = props;
  const [wasUnsent] = useState(() => readPending(conversationId) !== undefined);
  const { data, error, refetch } = useQuery({
    queryKey: ["conversation", conversationId],
    queryFn: ({ signal }) => readConversation(conversationId, signal),
    // What was read before may be half of what there is now.
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: (count, failure) => toProblem(failure).status !== 404 && count < 5,
  });

  if (data) return <ChatView {...props} conversation={data} />;
  if (error) {
    const isGone = toProblem(error).status === 404;
    // Its first message never arrived, and is still here to be sent.
    if (isGone && wasUnsent) return <ChatView {...props} />;
    return (
      <div role="alert" className="m-auto max-w-prose space-y-4 px-6 text-center">
        <p className="font-display text-2xl">
          {isGone ? "There is no such conversation." : "The conversation cannot be read."}
        </p>
        {!isGone && <p className="text-sm text-muted-foreground">{error.message}</p>}
        <Button variant="primary" onClick={isGone ? props.onNew : () => void refetch()}>
          {isGone ? "Start a new one" : "Try again"}
        </Button>
      </div>
    );
  }
  return (
    <p role="status" className="m-auto flex items-center gap-2 text-sm text-muted-foreground">
      <Spinner /> Opening…
    </p>
  );
}
