import type { ModelChoice } from "@/features/chat/hooks/use-model-choice";

/** Which model answers next. */
export function ModelPicker({ choice }: { choice: ModelChoice }) {
  return (
    <select
      aria-label="Model"
      value={choice.model}
      onChange={(event) => choice.choose(event.target.value)}
      className="h-8 max-w-48 truncate rounded-lg bg-transparent px-1.5 text-xs text-muted-foreground hover:bg-muted hover:text-foreground"
    >
      {choice.models.map((model) => (
        <option key={model.id} value={model.id} className="bg-surface text-foreground">
          {model.id}
        </option>
      ))}
    </select>
  );
}
