/** What the keyboard does, wherever on the page; the dialog shows this and nothing else. */
export const shortcuts = {
  search: { keys: ["Mod", "K"], words: "Search conversations" },
  begin: { keys: ["Mod", "Shift", "O"], words: "New conversation" },
  previous: { keys: ["Alt", "ArrowUp"], words: "Conversation above" },
  next: { keys: ["Alt", "ArrowDown"], words: "Conversation below" },
  compose: { keys: ["/"], words: "Write a message" },
  stop: { keys: ["Escape"], words: "Stop the answer" },
  help: { keys: ["?"], words: "Show these shortcuts" },
  helpAnywhere: { keys: ["Mod", "/"], words: "Show these shortcuts, also while writing" },
} as const satisfies Record<string, Shortcut>;

/** What the keyboard does in the message field, beside what any text field does. */
export const composerKeys: Shortcut[] = [
  { keys: ["Enter"], words: "Send the message" },
  { keys: ["Shift", "Enter"], words: "Begin a new line" },
  { keys: ["/"], words: "Commands and prompts, at the beginning of a message" },
];

export interface Shortcut {
  keys: readonly string[];
  words: string;
}

export type ShortcutId = keyof typeof shortcuts;

/** What of a key event tells which keys are down. */
type Keys = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Whether exactly these keys are down; where a sign needs Shift depends on the keyboard. */
export function isPressed({ keys }: Shortcut, event: Keys): boolean {
  const key = keys.at(-1) ?? "";
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === keys.includes("Mod") &&
    event.altKey === keys.includes("Alt") &&
    (isSign || event.shiftKey === keys.includes("Shift"))
  );
}

/** Whether the keys could be a part of a text, so that they are none in a text field (WCAG 2.1.4). */
export function isText({ keys }: Shortcut): boolean {
  return keys.length === 1 && keys[0]?.length === 1;
}
