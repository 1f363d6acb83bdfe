import { ChevronRight } from "lucide-react";
import { Markdown } from "@/components/markdown/markdown";

interface ReasoningProps {
  text: string;
  isStreaming: boolean;
}

/** What the model thought before it spoke, folded away. */
export function Reasoning({ text, isStreaming }: ReasoningProps) {
  if (text === "") return null;
  return (
    <details className="group/reasoning text-sm text-muted-foreground">
      <summary className="inline-flex list-none items-center gap-1.5 rounded-md hover:text-foreground">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform group-open/reasoning:rotate-90"
        />
        {isStreaming ? "Thinking…" : "Thoughts"}
      </summary>
      <div className="mt-2 ml-2 border-l border-border pl-4">
        <Markdown text={text} isStreaming={isStreaming} />
      </div>
    </details>
  );
}
