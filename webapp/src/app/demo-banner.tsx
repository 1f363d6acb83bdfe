import { FlaskConical } from "lucide-react";

export function DemoBanner() {
  return (
    <p
      role="note"
      className="flex items-center justify-center gap-2 bg-accent-soft px-4 py-1.5 text-center text-xs text-accent"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      Demo model: no language model is configured.
    </p>
  );
}
