import type { Model } from "@/api/models";

interface ModelPickerProps {
  models: readonly Model[];
  value: string;
  onChoose: (model: string) => void;
}

/** Which model answers next. */
export function ModelPicker({ models, value, onChoose }: ModelPickerProps) {
  return (
    <select
      aria-label="Model"
      value={value}
      onChange={(event) => onChoose(event.target.value)}
      className="h-8 max-w-48 truncate rounded-lg bg-transparent px-1.5 text-xs text-muted-foreground hover:bg-muted hover:text-foreground"
    >
      {models.map((model) => (
        <option key={model.id} value={model.id} className="bg-surface text-foreground">
          {model.id}
        </option>
      ))}
    </select>
  );
}
