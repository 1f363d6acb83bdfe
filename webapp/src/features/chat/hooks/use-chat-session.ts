import { useChat } from "@ai-sdk/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Conversation } from "@/api/conversations";
import { ChatSession } from "@/features/chat/lib/chat-session";

const RENDER_MILLIS = 50;

/** The live conversation; give the component that calls it the conversation's id as its key. */
export function useChatSession(
  conversationId: string,
  initial: Conversation | undefined,
  onChanged: () => void,
) {
  const [session] = useState(() => new ChatSession(conversationId, initial, onChanged));
  const { messages, status } = useChat({ chat: session.chat, throttle: RENDER_MILLIS });
  const state = useSyncExternalStore(session.subscribe, session.state);

  useEffect(() => {
    session.open();
    const look = () => {
      if (document.visibilityState === "visible") void session.refresh();
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      session.close();
    };
  }, [session]);

  const isStreaming = status === "submitted" || status === "streaming";
  const isBusy = isStreaming || state.isCatchingUp || state.isResuming;
  return { session, messages, isBusy, ...state };
}
