import { ShortcutList } from "@/components/shortcut-list";
import { CommandList } from "@/features/chat/components/panels/command-list";
import type { Command } from "@/features/chat/lib/commands";
import { composerKeys, shortcuts } from "@/lib/shortcuts";

interface HelpPanelProps {
  commands: Command[];
  onChoose: (command: Command) => void;
}

/** What can be typed and pressed; the prompts of the servers have a list of their own. */
export function HelpPanel({ commands, onChoose }: HelpPanelProps) {
  const actions = commands.filter((command) => command.type === "action");
  return (
    <>
      <CommandList label="Commands" commands={actions} onChoose={onChoose} />
      <ShortcutList label="Keys" shortcuts={[...composerKeys, ...Object.values(shortcuts)]} />
    </>
  );
}
