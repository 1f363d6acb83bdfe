import { useState } from "react";

/** A text being written, kept per conversation so that a reload loses nothing. */
export function useDraft(conversationId: string) {
  const key = `parley.draft.${conversationId}`;
  const [draft, setDraft] = useState(() => localStorage.getItem(key) ?? "");

  function write(text: string) {
    setDraft(text);
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  }

  return [draft, write] as const;
}
