import type { Prompt, Server } from "@/api/metadata";

/** Something the user can do by typing a slash. */
export type Command =
  | { type: "action"; action: "new" | "stop"; name: string; description: string }
  | { type: "prompt"; server: string; prompt: Prompt; name: string; description: string };

const ACTIONS: Command[] = [
  { type: "action", action: "new", name: "/new", description: "Start a new conversation" },
  { type: "action", action: "stop", name: "/stop", description: "Stop the answer" },
];

/** What is being typed of a command; nothing once the draft is an ordinary text. */
export function commandQuery(draft: string): string | undefined {
  return /^\/[^\s]*$/.test(draft) ? draft.toLowerCase() : undefined;
}

export function allCommands(servers: Server[]): Command[] {
  const prompts = servers.flatMap((server) =>
    server.prompts.map((prompt): Command => ({
      type: "prompt",
      server: server.name,
      prompt,
      name: `/${server.name}:${prompt.name}`,
      description: prompt.description === "" ? prompt.title : prompt.description,
    })),
  );
  return [...prompts, ...ACTIONS];
}

/** The commands that contain what was typed; those that begin with it come first. */
export function matchingCommands(commands: Command[], query: string): Command[] {
  const word = query.slice(1);
  const matches = commands.filter((command) => command.name.toLowerCase().includes(word));
  const rank = (command: Command) => (command.name.toLowerCase().startsWith(query) ? 0 : 1);
  return matches.toSorted((a, b) => rank(a) - rank(b));
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
