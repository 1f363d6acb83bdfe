import { expect, test } from "vitest";
import type { Server } from "@/api/metadata";
import {
  allCommands,
  commandQuery,
  matchingCommands,
  promptLine,
} from "@/features/chat/lib/commands";

const servers: Server[] = [
  {
    name: "demo",
    state: "connected",
    tools: [],
    prompts: [
      { name: "triage", title: "Triage", description: "", arguments: [] },
      { name: "newest", title: "", description: "The newest issues", arguments: [] },
    ],
  },
];

test("a slash alone asks for every command", () => {
  const commands = matchingCommands(allCommands(servers), commandQuery("/") ?? "");

  expect(commands.map((one) => one.name)).toEqual([
    "/demo:triage",
    "/demo:newest",
    "/new",
    "/stop",
  ]);
});

test("a command that begins with what was typed comes first", () => {
  const commands = matchingCommands(allCommands(servers), commandQuery("/NEW") ?? "");

  expect(commands.map((one) => one.name)).toEqual(["/new", "/demo:newest"]);
});

test.each(["", "hello", " /new", "/new please", "/a\nb"])("%j is no command", (draft) => {
  expect(commandQuery(draft)).toBeUndefined();
});

test("a prompt without description shows its title", () => {
  expect(allCommands(servers)[0]?.description).toBe("Triage");
});

test("a used prompt reads as it would be typed", () => {
  const use = {
    server: "demo",
    prompt: "triage",
    arguments: { project: "checkout", since: "7 days" },
  };

  expect(promptLine(use)).toBe('/demo:triage project=checkout since="7 days"');
});
