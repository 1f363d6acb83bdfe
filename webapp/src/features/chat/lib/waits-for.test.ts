import { expect, test } from "vitest";
import type { Message, MessagePart } from "@/api/message";
import { waitsFor } from "@/features/chat/lib/waits-for";

function answer(...parts: MessagePart[]): Message {
  return { id: "a1", role: "assistant", parts };
}

const asked: MessagePart = {
  type: "data-elicitation",
  id: "e1",
  data: { toolCallId: "c1", server: "demo", message: "How?", mode: "form", fields: [] },
};
const answered: MessagePart = {
  type: "data-elicitation-state",
  id: "e1",
  data: { state: "accepted" },
};
const toApprove: MessagePart = {
  type: "dynamic-tool",
  toolName: "demo__resolve",
  toolCallId: "c1",
  state: "approval-requested",
  input: {},
  approval: { id: "c1" },
};

test("a server's question is waited for until it is answered, or nobody asks any more", () => {
  expect(waitsFor(answer(asked), true)).toBe("answer");
  expect(waitsFor(answer(asked, answered), true)).toBe("nothing");
  expect(waitsFor(answer(asked), false)).toBe("nothing");
});

test("an approval is waited for when the turn has ended, too", () => {
  expect(waitsFor(answer(toApprove), false)).toBe("approval");
});

test("without an answer nothing is waited for", () => {
  expect(waitsFor(undefined, false)).toBe("nothing");
});
