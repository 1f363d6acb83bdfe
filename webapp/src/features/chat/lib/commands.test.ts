import { expect, test } from "vitest";
import type { Server } from "@/api/metadata";
import {
  allCommands,
  commandQuery,
  matchingCommands,
  promptLine,
  typedCommand,
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
    resources: [],
    templates: [],
  },
];

test("a slash alone asks for every command", () => {
  const commands = matchingCommands(allCommands(servers), commandQuery("/") ?? "");

  expect(commands.map((one) => one.name)).toEqual([
    "/demo:triage",
    "/demo:newest",
    "/help",
    "/prompts",
    "/tools",
    "/resources",
    "/servers",
    "/clear",
    "/new",
    "/stop",
    "/model",
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

test("a whole line is a command with what follows it, or the name of none, or a text", () => {
  const commands = allCommands(servers);

  expect(typedCommand("/TOOLS  search me ", commands)).toMatchObject({
    type: "known",
    command: { name: "/tools" },
    rest: "search me",
  });
  expect(typedCommand("/demo:triage", commands)).toMatchObject({ type: "known", rest: "" });
  expect(typedCommand("/moddel", commands)).toEqual({
    type: "unknown",
    name: "/moddel",
    suggestion: "/model",
  });
  expect(
    ["hello", "/", "/etc/hosts", "/ 2", "a /help"].map((text) => typedCommand(text, commands)),
  ).toEqual(Array(5).fill(undefined));
});

test("one can sign out only where one signs in", () => {
  const names = (hasAccount: boolean) => allCommands([], hasAccount).map((one) => one.name);

  expect(names(false)).not.toContain("/logout");
  expect(names(true)).toContain("/logout");
});

test("a used prompt reads as it would be typed", () => {
  const use = {
    server: "demo",
    prompt: "triage",
    arguments: { project: "checkout", since: "7 days" },
  };

  expect(promptLine(use)).toBe('/demo:triage project=checkout since="7 days"');
});
