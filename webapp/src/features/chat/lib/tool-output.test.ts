import { expect, test } from "vitest";
import { contentBlocks } from "@/features/chat/lib/tool-output";

test("structured content that the text repeats is shown once", () => {
  const structuredContent = { issues: [1] };
  const content = [{ type: "text", text: '{"issues":[1]}' }];

  expect(contentBlocks({ content, structuredContent })).toEqual(content);
});

test("structured content of its own is shown too", () => {
  const content = [{ type: "text", text: "One issue." }];

  expect(contentBlocks({ content, structuredContent: { n: 1 } })).toEqual([
    ...content,
    { type: "text", text: '{\n  "n": 1\n}' },
  ]);
});

test("a block of an unknown kind is shown as its JSON", () => {
  expect(contentBlocks({ content: [{ type: "hologram" }] })).toEqual([
    { type: "text", text: '{\n  "type": "hologram"\n}' },
  ]);
});

test("an output that is not MCP's is shown as its JSON", () => {
  expect(contentBlocks(42)).toEqual([{ type: "text", text: "42" }]);
});
