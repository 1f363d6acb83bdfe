import { expect, test } from "vitest";
import type { MessagePart, ToolPart } from "@/api/message";
import { splitToolName, toolView } from "@/features/chat/lib/tool-view";

const call = {
  type: "dynamic-tool",
  toolName: "demo__find",
  toolCallId: "c1",
  title: "Find",
} as const;
const failed: ToolPart = { ...call, state: "output-error", input: {}, errorText: "no" };

function result(status: "ok" | "failed" | "not_run" | "unknown"): MessagePart {
  return { type: "data-tool-result", id: "c1", data: { status, tookMs: 12 } };
}

function stateOf(part: ToolPart, isLive = false, ...others: MessagePart[]) {
  return toolView(part, [part, ...others], isLive).state;
}

test("a call with whole input runs while the turn does, and waits after it", () => {
  const part: ToolPart = { ...call, state: "input-available", input: {} };

  expect(stateOf(part, true)).toBe("running");
  expect(stateOf(part)).toBe("waiting");
});

test("a call without a result was interrupted when its turn ended otherwise than by a question", () => {
  const part: ToolPart = { ...call, state: "input-available", input: {} };

  expect(toolView(part, [part], false, "awaiting_approval").state).toBe("waiting");
  expect(toolView(part, [part], false, "interrupted").state).toBe("interrupted");
  expect(toolView(part, [part], true, "interrupted").state).toBe("running");
});

test("a failed call is told from one that never ran and one whose end was not seen", () => {
  expect(stateOf(failed, false, result("failed"))).toBe("failed");
  expect(stateOf(failed, false, result("not_run"))).toBe("not-run");
  expect(stateOf(failed, false, result("unknown"))).toBe("unknown");
});

test("an error without a result may have run", () => {
  expect(stateOf(failed)).toBe("unknown");
});

test("input that is only text was malformed", () => {
  expect(stateOf({ ...failed, input: "{broken" }, false, result("failed"))).toBe("malformed");
});

test("result and progress are those of the same call", () => {
  const part: ToolPart = { ...call, state: "output-available", input: {}, output: {} };
  const parts: MessagePart[] = [
    { type: "data-tool-result", id: "c2", data: { status: "ok", tookMs: 99 } },
    { type: "data-tool-progress", id: "c1", data: { progress: 1, total: 2 } },
    result("ok"),
  ];

  const view = toolView(part, parts, false);

  expect(view).toMatchObject({ state: "done", tookMs: 12, progress: { progress: 1, total: 2 } });
  expect(view).toMatchObject({ server: "demo", name: "find", title: "Find" });
});

test("a tool's name may hold the separator, its server's may not", () => {
  expect(splitToolName("demo__find__all")).toEqual({ server: "demo", name: "find__all" });
  expect(splitToolName("find")).toEqual({ server: "", name: "find" });
});
