import { useState } from "react";
import { CommandList } from "@/features/chat/components/panels/command-list";
import { FilterField } from "@/features/chat/components/panels/filter-field";
import type { Command } from "@/features/chat/lib/commands";
import { containsWords, countOf } from "@/features/chat/lib/contains-words";

interface PromptsPanelProps {
  commands: Command[];
  filter: string;
  onChoose: (command: Command) => void;
}

/** The prompts of the servers; choosing one asks for its arguments. */
export function PromptsPanel({ commands, filter, onChoose }: PromptsPanelProps) {
  const [search, setSearch] = useState(filter);
  const shown = commands.filter(
    (one) => one.type === "prompt" && containsWords(search, one.name, one.description),
  );
  return (
    <>
      <FilterField
        label="Find a prompt"
        value={search}
        count={countOf(shown.length, "prompt")}
        onChange={setSearch}
      />
      <CommandList label="Prompts" commands={shown} onChoose={onChoose} />
    </>
  );
}
