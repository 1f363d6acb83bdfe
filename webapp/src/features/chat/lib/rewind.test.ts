import { expect, test } from "vitest";
import type { Message } from "@/api/message";
import { rewind } from "@/features/chat/lib/rewind";

const user: Message = { id: "u1", role: "user", parts: [{ type: "text", text: "Go" }] };
const call = {
  type: "dynamic-tool",
  toolName: "demo__resolve",
  input: {},
  title: undefined,
} as const;
const start = { type: "start", messageId: "a1" } as const;

test("what a running turn has saved is dropped, for it is replayed", () => {
  const half: Message = { id: "a1", role: "assistant", parts: [{ type: "text", text: "Ha" }] };

  expect(rewind([user, half], [start, { type: "start-step" }])).toEqual([user]);
});

test("a turn that answers an approval keeps the message up to the asked calls", () => {
  const message: Message = {
    id: "a1",
    role: "assistant",
    parts: [
      { type: "step-start" },
      { ...call, toolCallId: "c0", state: "output-available", output: {} },
      { type: "step-start" },
      { type: "text", text: "May I?" },
      { ...call, toolCallId: "c1", state: "output-available", output: {} },
      { type: "step-start" },
      { type: "text", text: "Done, a" },
    ],
  };

  const [rewound] = rewind(
    [message],
    [start, { type: "tool-approval-response", approvalId: "c1", approved: true }],
  );

  expect(rewound?.parts).toEqual([
    ...message.parts.slice(0, 4),
    {
      ...call,
      toolCallId: "c1",
      state: "approval-responded",
      approval: { id: "c1", approved: true },
    },
  ]);
});

test("a turn that continues an answer keeps what was said up to its break", () => {
  const said: Message["parts"] = [
    { type: "text", text: "One" },
    { type: "data-notice", data: { code: "stopped", text: "You stopped this answer." } },
  ];
  const running: Message["parts"] = [
    { type: "data-notice", data: { code: "server_unreachable", text: "shop is missing." } },
    { type: "step-start" },
    { type: "text", text: "Two" },
  ];
  const message: Message = { id: "a1", role: "assistant", parts: [...said, ...running] };

  expect(rewind([user, message], [start, { type: "start-step" }])).toEqual([
    user,
    { ...message, parts: said },
  ]);
});

test("other messages are left alone", () => {
  const other: Message = { id: "a0", role: "assistant", parts: [{ type: "text", text: "Before" }] };

  expect(rewind([other, user], [start, { type: "start-step" }])).toEqual([other, user]);
});
