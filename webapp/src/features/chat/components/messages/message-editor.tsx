import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { Button } from "@/components/ui/button";

interface MessageEditorProps {
  text: string;
  onCancel: () => void;
  onSend: (text: string) => void;
}

/** An own message, to be written anew: Enter sends, Escape leaves it as it was. */
export function MessageEditor(props: MessageEditorProps) {
  const [text, setText] = useState(props.text);
  const textarea = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();

  useEffect(() => {
    const element = textarea.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);

  useEffect(() => {
    const element = textarea.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  function send() {
    if (text.trim() !== "") props.onSend(text.trim());
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      props.onCancel();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  return (
    <form
      aria-label="Edit message"
      className="w-full space-y-2 rounded-2xl border border-input/45 bg-surface p-3 focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={textarea}
        rows={1}
        value={text}
        aria-label="Your message"
        aria-describedby={hintId}
        className="max-h-60 w-full resize-none bg-transparent px-1 leading-7 outline-none"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p id={hintId} className="min-w-0 flex-1 basis-60 px-1 text-xs text-muted-foreground">
          The conversation goes on from here. As it is now, it stays in your list.
        </p>
        <div className="flex gap-2">
          <Button size="small" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="small" disabled={text.trim() === ""}>
            Send
          </Button>
        </div>
      </div>
    </form>
  );
}
