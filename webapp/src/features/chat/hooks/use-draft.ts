import { useState } from "react";

/** A text being written, kept under a name so that a reload loses nothing; at first `initial`. */
export function useDraft(name: string, initial = "") {
  const key = `parley.draft.${name}`;
  const [draft, setDraft] = useState(() => localStorage.getItem(key) ?? initial);

  function write(text: string) {
    setDraft(text);
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  }

  return [draft, write] as const;
}
