import { useEffect, useRef } from "react";
import { isPressed, isText, shortcuts, type ShortcutId } from "@/lib/shortcuts";

/**
 * Does something when the shortcut's keys are pressed, unless a dialog is open, another part of the
 * page has taken them, or they are a text being written. `act` tells whether there was anything to do.
 */
export function useShortcut(id: ShortcutId, act: () => boolean, isOn = true): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });

  useEffect(() => {
    if (!isOn) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || !isPressed(shortcuts[id], event)) return;
      if (isTaken(id, event.target) || document.querySelector("dialog[open]")) return;
      if (latest.current()) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [id, isOn]);
}

/** Whether the keys mean something to where the focus is. */
function isTaken(id: ShortcutId, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isForm = target.matches("input, select");
  const isWriting = isForm || target.matches("textarea") || target.isContentEditable;
  if (isText(shortcuts[id])) return isWriting;
  // It leaves a field of a form, and is not to end the answer that waits for the form.
  return id === "stop" && isForm;
}
