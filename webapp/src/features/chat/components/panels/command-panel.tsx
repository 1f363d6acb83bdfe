import type { Command } from "@/features/chat/lib/commands";
import { ClearPanel } from "@/features/chat/components/panels/clear-panel";
import { HelpPanel } from "@/features/chat/components/panels/help-panel";
import { ModelPanel } from "@/features/chat/components/panels/model-panel";
import { PanelFrame } from "@/features/chat/components/panels/panel-frame";
import { PromptsPanel } from "@/features/chat/components/panels/prompts-panel";
import { ResourcesPanel } from "@/features/chat/components/panels/resources-panel";
import { ServersPanel } from "@/features/chat/components/panels/servers-panel";
import { ToolsPanel } from "@/features/chat/components/panels/tools-panel";
import { UnknownCommand } from "@/features/chat/components/panels/unknown-command";
import type { ModelChoice } from "@/features/chat/hooks/use-model-choice";
import { panelTitles, type Panel } from "@/features/chat/lib/panel";

export interface CommandPanelProps {
  panel: Panel;
  commands: Command[];
  choice: ModelChoice;
  onClose: () => void;
  onNew: () => void;
  onChoose: (command: Command) => void;
  onSend: (text: string) => void;
}

/** What a command has to say; nothing of it is sent to the model or kept. */
export function CommandPanel(props: CommandPanelProps) {
  const { panel, onClose } = props;
  return (
    <PanelFrame key={panel.type} title={panelTitles[panel.type]} onClose={onClose}>
      <PanelContent {...props} />
    </PanelFrame>
  );
}

function PanelContent({ panel, commands, choice, ...does }: CommandPanelProps) {
  switch (panel.type) {
    case "help":
      return <HelpPanel commands={commands} onChoose={does.onChoose} />;
    case "prompts":
      return <PromptsPanel commands={commands} filter={panel.filter} onChoose={does.onChoose} />;
    case "tools":
      return <ToolsPanel filter={panel.filter} />;
    case "resources":
      return <ResourcesPanel filter={panel.filter} />;
    case "servers":
      return <ServersPanel />;
    case "model":
      return <ModelPanel choice={choice} onChosen={does.onClose} />;
    case "clear":
      return <ClearPanel onCancel={does.onClose} onNew={does.onNew} />;
    case "unknown":
      return <UnknownCommand panel={panel} commands={commands} {...does} />;
    case "failed":
      return (
        <p role="alert" className="text-sm wrap-anywhere text-danger">
          {panel.words}
        </p>
      );
  }
}
