import type { Prompt, Server } from "@/api/metadata";
import { nearest } from "@/features/chat/lib/nearest";

export type CommandAction =
  | "help"
  | "prompts"
  | "tools"
  | "resources"
  | "servers"
  | "clear"
  | "new"
  | "stop"
  | "model"
  | "logout";

/** Something the user can do by typing a slash. None of it is sent to the model but a prompt. */
export type Command =
  | { type: "action"; action: CommandAction; name: string; description: string }
  | { type: "prompt"; server: string; prompt: Prompt; name: string; description: string };

export type PromptCommand = Extract<Command, { type: "prompt" }>;

/** A whole line that begins like a command: the one it is, or the name of none. */
export type TypedCommand =
  | { type: "known"; command: Command; rest: string }
  | { type: "unknown"; name: string; suggestion: string };

const ACTIONS: Record<CommandAction, string> = {
  help: "What you can type, and the keyboard",
  prompts: "The prompts of your servers",
  tools: "What the assistant can use",
  resources: "What your servers have to read",
  servers: "How your servers are",
  clear: "Begin afresh, after a question",
  new: "Start a new conversation",
  stop: "Stop the answer",
  model: "Which language model answers",
  logout: "Sign out",
};

const COMMAND = /^(\/[a-z][\w:.-]*)(?:\s+([^]*))?$/i;

/** What is being typed of a command; nothing once the draft is an ordinary text. */
export function commandQuery(draft: string): string | undefined {
  return /^\/[^\s]*$/.test(draft) ? draft.toLowerCase() : undefined;
}

/** All commands there are; one cannot sign out where nobody signs in. */
export function allCommands(servers: Server[], hasAccount = false): Command[] {
  const prompts = servers.flatMap((server) =>
    server.prompts.map((prompt): Command => ({
      type: "prompt",
      server: server.name,
      prompt,
      name: `/${server.name}:${prompt.name}`,
      description: prompt.description === "" ? prompt.title : prompt.description,
    })),
  );
  const { logout, ...others } = ACTIONS;
  const actions = { ...others, ...(hasAccount ? { logout } : {}) };
  return [...prompts, ...Object.entries(actions).flatMap(([name, words]) => action(name, words))];
}

function action(name: string, description: string): Command[] {
  return isAction(name) ? [{ type: "action", action: name, name: `/${name}`, description }] : [];
}

function isAction(name: string): name is CommandAction {
  return name in ACTIONS;
}

/** The commands that contain what was typed; those that begin with it come first. */
export function matchingCommands(commands: Command[], query: string): Command[] {
  const word = query.slice(1);
  const matches = commands.filter((command) => command.name.toLowerCase().includes(word));
  const rank = (command: Command) => (command.name.toLowerCase().startsWith(query) ? 0 : 1);
  return matches.toSorted((a, b) => rank(a) - rank(b));
}

/** The command a text is; nothing when it is an ordinary text, such as one that begins with a path. */
export function typedCommand(text: string, commands: Command[]): TypedCommand | undefined {
  const match = COMMAND.exec(text.trim());
  if (!match) return undefined;
  const [, name = "", rest = ""] = match;
  const command = commands.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (command) return { type: "known", command, rest };
  const names = commands.map((one) => one.name);
  return { type: "unknown", name, suggestion: nearest(name.toLowerCase(), names) };
}

/** A used prompt as it would be typed, such as /demo:triage project=checkout. */
export function promptLine(use: {
  server: string;
  prompt: string;
  arguments: Record<string, string>;
}) {
  const words = Object.entries(use.arguments).map(([name, value]) => {
    return `${name}=${/[\s"]/.test(value) ? JSON.stringify(value) : value}`;
  });
  return [`/${use.server}:${use.prompt}`, ...words].join(" ");
}
