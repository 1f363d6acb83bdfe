import { CornerDownLeft } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Command } from "@/features/chat/lib/commands";
import { cn } from "@/lib/cn";
import { visibleText } from "@/lib/visible-text";

interface CommandMenuProps {
  id: string;
  commands: Command[];
  highlighted: number;
  onChoose: (command: Command) => void;
}

/** What a slash can do; the keyboard stays in the composer, which points at the option. */
export function CommandMenu({ id, commands, highlighted, onChoose }: CommandMenuProps) {
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    list.current?.children[highlighted]?.scrollIntoView({ block: "nearest" });
  }, [highlighted]);

  return (
    <ul
      ref={list}
      id={id}
      role="listbox"
      aria-label="Commands"
      className="absolute inset-x-0 bottom-full mb-2 max-h-72 animate-rise overflow-y-auto rounded-2xl border border-border bg-surface p-1.5 shadow-popover"
    >
      {commands.map((command, i) => (
        <li
          key={command.name}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === highlighted}
          className={cn(
            "flex cursor-pointer items-baseline gap-3 rounded-xl px-3 py-2 text-sm",
            i === highlighted ? "bg-muted" : "hover:bg-muted/60",
          )}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(command);
          }}
        >
          <span className="shrink-0 font-mono text-xs text-accent">
            {visibleText(command.name)}
          </span>
          <span className="min-w-0 flex-1 truncate text-muted-foreground">
            {visibleText(command.description)}
          </span>
          {i === highlighted && (
            <CornerDownLeft aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
          )}
        </li>
      ))}
    </ul>
  );
}
