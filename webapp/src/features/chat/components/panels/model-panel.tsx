import { Check } from "lucide-react";
import type { ModelChoice } from "@/features/chat/hooks/use-model-choice";
import { visibleText } from "@/lib/visible-text";

interface ModelPanelProps {
  choice: ModelChoice;
  onChosen: () => void;
}

/** The language models there are to answer, one of which does. */
export function ModelPanel({ choice, onChosen }: ModelPanelProps) {
  return (
    <ul aria-label="Models" className="-mx-2 text-sm">
      {choice.models.map((model) => (
        <li key={model.id}>
          <button
            type="button"
            aria-pressed={model.id === choice.model}
            className="flex w-full items-center gap-2 rounded-lg px-2 py-2 text-left hover:bg-muted"
            onClick={() => {
              choice.choose(model.id);
              onChosen();
            }}
          >
            <Check
              aria-hidden
              className={model.id === choice.model ? "size-4 text-accent" : "invisible size-4"}
            />
            <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">
              {visibleText(model.id)}
            </span>
            <span className="text-xs text-muted-foreground">
              {model.demo ? "the built-in demo" : "configured at the server"}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
