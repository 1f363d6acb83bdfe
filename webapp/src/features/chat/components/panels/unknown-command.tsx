import { Button } from "@/components/ui/button";
import type { Command } from "@/features/chat/lib/commands";
import type { Panel } from "@/features/chat/lib/panel";
import { visibleText } from "@/lib/visible-text";

interface UnknownCommandProps {
  panel: Extract<Panel, { type: "unknown" }>;
  commands: Command[];
  onChoose: (command: Command) => void;
  onSend: (text: string) => void;
}

/** Says that a command does not exist, what may have been meant, and that it was not sent. */
export function UnknownCommand({ panel, commands, onChoose, onSend }: UnknownCommandProps) {
  const meant = commands.find((command) => command.name === panel.suggestion);
  return (
    <div className="space-y-3">
      <p className="text-sm leading-6 wrap-anywhere text-muted-foreground">
        There is no command <span className="font-mono text-xs">{visibleText(panel.name)}</span>,
        and nothing was sent.
        {meant && ` Did you mean ${visibleText(meant.name)}?`}
      </p>
      <div className="flex flex-wrap gap-2">
        {meant && (
          <Button variant="primary" data-first onClick={() => onChoose(meant)}>
            {visibleText(meant.name)}
          </Button>
        )}
        <Button onClick={() => onSend(panel.text)}>Send it as a message</Button>
      </div>
    </div>
  );
}
