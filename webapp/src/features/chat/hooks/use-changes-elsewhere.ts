import { useEffect, useRef } from "react";
import type { ChatSession } from "@/features/chat/lib/chat-session";
import { onOtherTab } from "@/lib/other-tabs";

/**
 * Keeps an idle conversation in step with what other tabs and devices do to it: at once with another
 * tab of this browser, else when the user looks again, or the list has another `updatedAt` of it.
 */
export function useChangesElsewhere(
  session: ChatSession,
  readAt: string | undefined,
  updatedAt: string | undefined,
  isBusy: boolean,
): void {
  const known = useRef(readAt);
  const isOwn = useRef(readAt === undefined);

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") void session.refresh();
    };
    document.addEventListener("visibilitychange", look);
    const off = onOtherTab((id) => {
      if (id === session.conversationId) void session.refresh();
    });
    return () => {
      document.removeEventListener("visibilitychange", look);
      off();
    };
  }, [session]);

  useEffect(() => {
    if (isBusy) isOwn.current = true;
  }, [isBusy]);

  useEffect(() => {
    if (updatedAt === undefined || updatedAt === known.current) return;
    known.current = updatedAt;
    // The first change after a turn that was seen here is that turn.
    if (!isOwn.current) void session.refresh();
    else if (!isBusy) isOwn.current = false;
  }, [session, updatedAt, isBusy]);
}
