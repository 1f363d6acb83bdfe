import { expect, test } from "vitest";
import { contentBlocks } from "@/features/chat/lib/tool-output";

test("structured content that the text repeats is shown once", () => {
  const structuredContent = { issues: [1] };
  const content = [{ type: "text", text: '{"issues":[1]}' }];

  expect(contentBlocks({ content, structuredContent })).toEqual([
    { type: "json", label: "Result", value: { issues: [1] } },
  ]);
});

test("structured content of its own is shown too", () => {
  const content = [{ type: "text", text: "One issue." }];

  expect(contentBlocks({ content, structuredContent: { n: 1 } })).toEqual([
    ...content,
    { type: "json", label: "Structured content", value: { n: 1 } },
  ]);
});

test("a block of an unknown kind is shown as its JSON", () => {
  expect(contentBlocks({ content: [{ type: "hologram" }] })).toEqual([
    { type: "json", label: "Result", value: { type: "hologram" } },
  ]);
});

test("an output that is not MCP's is shown as its JSON", () => {
  expect(contentBlocks(42)).toEqual([{ type: "json", label: "Result", value: 42 }]);
});
