import { expect, test } from "vitest";
import { BlockSplitter } from "@/components/markdown/block-splitter";

function texts(markdown: string) {
  return new BlockSplitter().split(markdown).map((block) => block.text.trim());
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
  const [before] = splitter.split("One.\n\nTwo");

  const [after] = splitter.split("One.\n\nTwo and more.\n\nThree");

  expect(after).toEqual(before);
  expect(splitter.split("One.\n\nTwo and more.\n\nThree!")[1]).toEqual({
    start: 6,
    text: "Two and more.\n\n",
  });
});

test("a text that is not the continuation starts anew", () => {
  const splitter = new BlockSplitter();
  splitter.split("One.\n\nTwo.\n\nThree.");

  expect(splitter.split("Other.").map((block) => block.text)).toEqual(["Other."]);
});

test("the cost of a long streamed answer grows with its length", () => {
  const paragraph = "Some words that make a paragraph of an answer.\n\n";
  const splitter = new BlockSplitter();
  let text = "";
  let looked = 0;

  for (let i = 0; i < 2000; i++) {
    text += paragraph;
    const blocks = splitter.split(text);
    looked += blocks.at(-1)?.text.length ?? 0;
  }

  expect(looked).toBeLessThan(3 * text.length);
});
