import { useId, useState } from "react";
import { commandQuery, matchingCommands, type Command } from "@/features/chat/lib/commands";

/** The commands that fit what is being typed, and the one that the keys are at. */
export function useCommandMenu(
  draft: string,
  all: Command[],
  onChoose: (command: Command) => void,
) {
  const id = useId();
  const [isClosed, setIsClosed] = useState(false);
  const [highlighted, setHighlighted] = useState(0);

  const query = commandQuery(draft);
  const commands = query === undefined ? [] : matchingCommands(all, query);
  const isOpen = commands.length > 0 && !isClosed;
  const current = Math.min(highlighted, commands.length - 1);

  /** Begins anew, for something else has been typed. */
  function reset() {
    setIsClosed(false);
    setHighlighted(0);
  }

  /** Whether the key was for the menu. */
  function onKey(key: string): boolean {
    if (!isOpen) return false;
    const command = commands[current];
    if (key === "Escape") setIsClosed(true);
    else if (key === "ArrowDown") setHighlighted((current + 1) % commands.length);
    else if (key === "ArrowUp") setHighlighted((current + commands.length - 1) % commands.length);
    else if ((key === "Enter" || key === "Tab") && command) onChoose(command);
    else return false;
    return true;
  }

  return { id, commands, isOpen, current, reset, onKey };
}
