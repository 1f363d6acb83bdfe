import { expect, test } from "vitest";
import type { Message } from "@/api/message";
import { isShown } from "@/features/chat/lib/is-shown";

const asked: Message = { id: "u1", role: "user", parts: [{ type: "text", text: "Hi" }] };

function answer(...parts: Message["parts"]): Message {
  return { id: "a1", role: "assistant", parts };
}

test("what only passes by during a turn is no difference", () => {
  const stored = [asked, answer({ type: "text", text: "Hello" })];
  const live = [
    asked,
    answer(
      { type: "step-start" },
      { type: "data-tool-progress", id: "c1", data: { progress: 1 } },
      { type: "text", text: "Hello", state: "done" },
    ),
  ];

  expect(isShown(stored, live)).toBe(true);
});

test("another message, and more of the last one, are differences", () => {
  const shown = [asked, answer({ type: "text", text: "Hel" })];

  expect(isShown([asked, answer({ type: "text", text: "Hello" })], shown)).toBe(false);
  expect(isShown([...shown, { ...asked, id: "u2" }], shown)).toBe(false);
  expect(isShown([{ ...asked, id: "u9" }, answer({ type: "text", text: "Hel" })], shown)).toBe(
    false,
  );
});

test("a call that was answered elsewhere is a difference", () => {
  const call = { type: "dynamic-tool", toolName: "a__b", toolCallId: "c1", input: {} } as const;
  const open = answer({ ...call, state: "approval-requested", approval: { id: "c1" } });
  const done = answer({ ...call, state: "output-available", output: {} });

  expect(isShown([asked, done], [asked, open])).toBe(false);
  expect(isShown([asked, open], [asked, open])).toBe(true);
});
