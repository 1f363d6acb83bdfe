import { useState } from "react";
import { conversationIdOf } from "@/app/path";
import { usePath } from "@/app/use-path";
import { newId } from "@/lib/ids";

/**
 * Which conversation the page shows. A new one has its id before its first message; it stays "new"
 * while its address appears, and becomes a stored one as soon as the user leaves it.
 */
export function useOpenConversation() {
  const path = usePath();
  const [lastPath, setLastPath] = useState(path);
  const [freshId, setFreshId] = useState(newId);
  const id = conversationIdOf(path);

  if (path !== lastPath) {
    setLastPath(path);
    const begins = lastPath === "/" && id === freshId;
    if (!begins) setFreshId(newId());
  }

  return { id: id ?? freshId, isNew: id === undefined || id === freshId };
}
