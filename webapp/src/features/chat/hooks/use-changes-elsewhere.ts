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
): void {
  const known = useRef(readAt);

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
    if (updatedAt === undefined || updatedAt === known.current) return;
    known.current = updatedAt;
    void session.refresh();
  }, [session, updatedAt]);
}
