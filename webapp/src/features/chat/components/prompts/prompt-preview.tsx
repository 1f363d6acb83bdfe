import type { RenderedMessage } from "@/api/prompts";
import { visibleText } from "@/lib/visible-text";

interface PromptPreviewProps {
  isComplete: boolean;
  messages: RenderedMessage[] | undefined;
  error: Error | null;
}

export function PromptPreview({ isComplete, messages = [], error }: PromptPreviewProps) {
  return (
    <section
      aria-label="Preview"
      aria-live="polite"
      className="rounded-xl bg-muted px-3.5 py-3 text-sm"
    >
      <h3 className="text-xs font-medium text-muted-foreground">Preview</h3>
      {!isComplete && (
        <p className="mt-1.5 text-muted-foreground">Fill in what is required to see the message.</p>
      )}
      {isComplete && error && <p className="mt-1.5 text-danger">{error.message}</p>}
      {isComplete && !error && (
        <ul className="mt-1.5 max-h-48 space-y-2 overflow-y-auto">
          {messages.map((message, i) => (
            <li
              key={`${message.role}-${i}`}
              className="leading-6 wrap-anywhere whitespace-pre-wrap"
            >
              {visibleText(message.text)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
