import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PromptUse } from "@/api/message";
import type { Prompt } from "@/api/metadata";
import { renderPrompt } from "@/api/prompts";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ArgumentField } from "@/features/chat/components/prompts/argument-field";
import { PromptPreview } from "@/features/chat/components/prompts/prompt-preview";
import { useDebounced } from "@/lib/use-debounced";
import { visibleText } from "@/lib/visible-text";

interface PromptDialogProps {
  server: string;
  prompt: Prompt;
  onClose: () => void;
  onUse: (use: PromptUse, preview: string) => void;
}

const TYPING_MILLIS = 350;

/** Asks for a prompt's arguments and shows what it becomes before it is used. */
export function PromptDialog({ server, prompt, onClose, onUse }: PromptDialogProps) {
  const [values, setValues] = useState<Record<string, string>>({});
  const settled = useDebounced(values, TYPING_MILLIS);
  const preview = useQuery({
    queryKey: ["prompt", server, prompt.name, settled],
    queryFn: ({ signal }) => renderPrompt(promptUse(settled), signal),
    enabled: isComplete(settled),
    retry: false,
  });

  function isComplete(given: Record<string, string>): boolean {
    return prompt.arguments.every((one) => !one.required || (given[one.name] ?? "").trim() !== "");
  }

  function promptUse(given: Record<string, string>): PromptUse {
    const filled = Object.entries(given).filter(([, value]) => value.trim() !== "");
    return { server, prompt: prompt.name, arguments: Object.fromEntries(filled) };
  }

  function submit() {
    if (!isComplete(values)) return;
    const rendered = settled === values ? (preview.data ?? []) : [];
    const asked = rendered.filter((message) => message.role === "user");
    onUse(promptUse(values), asked.map((message) => message.text).join("\n\n"));
  }

  return (
    <Dialog
      title={visibleText(prompt.title === "" ? prompt.name : prompt.title)}
      description={visibleText(prompt.description)}
      onClose={onClose}
    >
      <div
        className="space-y-4"
        onKeyDown={(event) => {
          // A suggestion may have been chosen with it.
          if (event.key !== "Enter" || event.defaultPrevented) return;
          if (event.target instanceof HTMLButtonElement) return;
          event.preventDefault();
          submit();
        }}
      >
        {prompt.arguments.map((one, i) => (
          <ArgumentField
            key={one.name}
            place={{ server, prompt: prompt.name }}
            name={one.name}
            description={one.description}
            isRequired={one.required === true}
            autoFocus={i === 0}
            values={values}
            onChange={(value) => setValues((before) => ({ ...before, [one.name]: value }))}
          />
        ))}
        <PromptPreview
          isComplete={isComplete(values)}
          messages={preview.data}
          error={preview.error}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!isComplete(values)} onClick={submit}>
            Use prompt
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
