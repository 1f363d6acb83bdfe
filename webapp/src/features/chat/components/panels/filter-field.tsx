import { TextField } from "@/components/ui/text-field";

interface FilterFieldProps {
  label: string;
  value: string;
  /** How many are shown, in words. */
  count: string;
  onChange: (value: string) => void;
}

export function FilterField({ label, value, count, onChange }: FilterFieldProps) {
  return (
    <div className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <TextField
          label={label}
          isLabelHidden
          type="search"
          placeholder={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      <p role="status" className="shrink-0 text-xs text-muted-foreground tabular-nums">
        {count}
      </p>
    </div>
  );
}
