import type { Command } from "@/features/chat/lib/commands";
import { visibleText } from "@/lib/visible-text";

interface CommandListProps {
  label: string;
  commands: Command[];
  onChoose: (command: Command) => void;
}

export function CommandList({ label, commands, onChoose }: CommandListProps) {
  return (
    <ul aria-label={label} className="-mx-2">
      {commands.map((command) => (
        <li key={command.name}>
          <button
            type="button"
            className="flex w-full flex-wrap items-baseline gap-x-3 rounded-lg px-2 py-1.5 text-left text-sm hover:bg-muted"
            onClick={() => onChoose(command)}
          >
            <span className="font-mono text-xs text-accent">{visibleText(command.name)}</span>
            <span className="min-w-0 wrap-anywhere text-muted-foreground">
              {visibleText(command.description)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
