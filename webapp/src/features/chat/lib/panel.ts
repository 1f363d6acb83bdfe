import type { CommandAction } from "@/features/chat/lib/commands";

/** What a command shows above the composer; it is of this page alone, and goes with it. */
export type Panel =
  | { type: Exclude<CommandAction, "new" | "stop" | "logout">; filter: string }
  | { type: "unknown"; name: string; suggestion: string; text: string }
  | { type: "failed"; words: string };

export const panelTitles: Record<Panel["type"], string> = {
  help: "Commands and keys",
  prompts: "Prompts",
  tools: "Tools",
  resources: "Resources",
  servers: "Servers",
  clear: "Begin afresh?",
  model: "Models",
  unknown: "No such command",
  failed: "That did not work",
};
