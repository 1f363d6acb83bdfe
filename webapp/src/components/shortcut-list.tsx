import { KeyHint } from "@/components/key-hint";
import type { Shortcut } from "@/lib/shortcuts";

interface ShortcutListProps {
  label: string;
  shortcuts: readonly Shortcut[];
}

export function ShortcutList({ label, shortcuts }: ShortcutListProps) {
  return (
    <section aria-label={label}>
      <h3 className="text-xs font-medium text-muted-foreground">{label}</h3>
      <ul className="mt-1.5 divide-y divide-border">
        {shortcuts.map(({ keys, words }) => (
          <li key={words} className="flex items-center justify-between gap-4 py-1.5 text-sm">
            {words}
            <KeyHint keys={keys} />
          </li>
        ))}
      </ul>
    </section>
  );
}
