import { expect, test } from "vitest";
import { BlockSplitter } from "@/components/markdown/block-splitter";

function blocks(splitter: BlockSplitter, markdown: string) {
  return splitter.split(markdown).flat();
}

function texts(markdown: string) {
  return blocks(new BlockSplitter(), markdown).map((block) => block.text.trim());
}

test("blank lines part blocks", () => {
  expect(texts("One.\n\n# Two\n\nThree.")).toEqual(["One.", "# Two", "Three."]);
});

test("a fence holds its blank lines", () => {
  const code = "```js\na\n\nb\n```";
  expect(texts(`Look:\n\n${code}\n\nSo.`)).toEqual(["Look:", code, "So."]);
});

test("a fence is closed by no shorter one", () => {
  const code = "````\n```\n\n```\n````";
  expect(texts(`${code}\n\nSo.`)).toEqual([code, "So."]);
});

test("a loose list stays one block", () => {
  const list = "1. one\n\n2. two\n\n   more of two\n\n3. three";
  expect(texts(`${list}\n\nAfter.`)).toEqual([list, "After."]);
});

test("a growing text is cut as the whole text is, whatever its pieces", () => {
  const whole = "One.\n\n```js\na\n\nb\n```\n\n- x\n\n- y\n\n  z\n\n| a |\n|--|\n| 1 |\n\nEnd.";
  const splitter = new BlockSplitter();

  for (let length = 1; length < whole.length; length++) splitter.split(whole.slice(0, length));

  expect(splitter.split(whole)).toEqual(new BlockSplitter().split(whole));
});

test("finished blocks keep their identity while the text grows", () => {
  const splitter = new BlockSplitter();
  const [before] = blocks(splitter, "One.\n\nTwo");

  const [after] = blocks(splitter, "One.\n\nTwo and more.\n\nThree");

  expect(after).toBe(before);
  expect(blocks(splitter, "One.\n\nTwo and more.\n\nThree!")[1]).toEqual({
    start: 6,
    text: "Two and more.\n\n",
  });
});

test("a text that is not the continuation starts anew", () => {
  const splitter = new BlockSplitter();
  splitter.split("One.\n\nTwo.\n\nThree.");

  expect(blocks(splitter, "Other.").map((block) => block.text)).toEqual(["Other."]);
});

test("a full section stays the same while the text grows", () => {
  const splitter = new BlockSplitter();
  const paragraphs = (count: number) =>
    Array.from({ length: count }, (_, i) => `Paragraph ${i}.`).join("\n\n");

  const before = splitter.split(paragraphs(20));
  const after = splitter.split(paragraphs(60));

  expect(after[0]).toBe(before[0]);
  expect(after.map((section) => section.length)).toEqual([16, 16, 16, 12]);
});

test("the cost of a long streamed answer grows with its length", () => {
  const paragraph = "Some words that make a paragraph of an answer.\n\n";
  const splitter = new BlockSplitter();
  let text = "";
  let looked = 0;

  for (let i = 0; i < 2000; i++) {
    text += paragraph;
    looked += blocks(splitter, text).at(-1)?.text.length ?? 0;
  }

  expect(looked).toBeLessThan(3 * text.length);
});
