import { expect, test } from "vitest";
import type { Message } from "@/api/message";
import { approvalsAreAnswered, outgoingMessage } from "@/features/chat/lib/outgoing-message";

const call = { type: "dynamic-tool", toolName: "demo__resolve", input: { issue: 1 } } as const;

function assistant(...parts: Message["parts"]): Message {
  return { id: "a1", role: "assistant", parts };
}

test("of a prompt only its use is sent, not its preview", () => {
  const use = { server: "demo", prompt: "triage", arguments: { project: "checkout" } };
  const message: Message = {
    id: "u1",
    role: "user",
    parts: [
      { type: "data-prompt", data: use },
      { type: "text", text: "preview" },
    ],
  };

  expect(outgoingMessage(message).parts).toEqual([{ type: "data-prompt", data: use }]);
});

test("of an answer only the answered approvals are sent", () => {
  const approval = { id: "c2", approved: false, reason: "no" };
  const message = assistant(
    { type: "step-start" },
    { type: "text", text: "May I?" },
    { ...call, toolCallId: "c1", state: "output-available", output: {} },
    { ...call, toolCallId: "c2", state: "approval-responded", approval },
  );

  expect(outgoingMessage(message)).toEqual({
    id: "a1",
    role: "assistant",
    parts: [{ ...call, toolCallId: "c2", state: "approval-responded", approval }],
  });
});

test("answers go out once no question is open", () => {
  const answered = {
    ...call,
    toolCallId: "c1",
    state: "approval-responded",
    approval: { id: "c1", approved: true },
  } as const;
  const open = {
    ...call,
    toolCallId: "c2",
    state: "approval-requested",
    approval: { id: "c2" },
  } as const;
  const allowed = { ...call, toolCallId: "c3", state: "input-available" } as const;

  expect(approvalsAreAnswered({ messages: [assistant(answered, open)] })).toBe(false);
  expect(approvalsAreAnswered({ messages: [assistant(answered, allowed)] })).toBe(true);
  expect(approvalsAreAnswered({ messages: [assistant(allowed)] })).toBe(false);
  expect(approvalsAreAnswered({ messages: [] })).toBe(false);
});
