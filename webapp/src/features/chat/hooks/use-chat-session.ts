import { useChat } from "@ai-sdk/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Conversation } from "@/api/conversations";
import { ChatSession } from "@/features/chat/lib/chat-session";
import { tellOtherTabs } from "@/lib/other-tabs";

const RENDER_MILLIS = 100;

/** The live conversation; give the component that calls it the conversation's id as its key. */
export function useChatSession(
  conversationId: string,
  initial: Conversation | undefined,
  onChanged: () => void,
) {
  const [session] = useState(() => {
    return new ChatSession(conversationId, initial, () => {
      onChanged();
      tellOtherTabs(conversationId);
    });
  });
  const { messages, status } = useChat({ chat: session.chat, throttle: RENDER_MILLIS });
  const state = useSyncExternalStore(session.subscribe, session.state);

  useEffect(() => {
    session.open();
    return () => session.close();
  }, [session]);

  const isStreaming = status === "submitted" || status === "streaming";
  const isBusy = isStreaming || state.isCatchingUp || state.isResuming;
  return { session, messages, isBusy, ...state };
}
