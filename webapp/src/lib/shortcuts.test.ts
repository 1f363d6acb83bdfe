import { expect, test } from "vitest";
import { isPressed, isText, shortcuts } from "@/lib/shortcuts";

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("Ctrl and Cmd are the same, and no other key may be down", () => {
  expect(isPressed(shortcuts.search, { ...none, key: "k", ctrlKey: true })).toBe(true);
  expect(isPressed(shortcuts.search, { ...none, key: "k", metaKey: true })).toBe(true);
  expect(isPressed(shortcuts.search, { ...none, key: "k" })).toBe(false);
  expect(isPressed(shortcuts.search, { ...none, key: "K", ctrlKey: true, shiftKey: true })).toBe(
    false,
  );
  expect(isPressed(shortcuts.begin, { ...none, key: "O", ctrlKey: true, shiftKey: true })).toBe(
    true,
  );
});

test("a sign counts however the keyboard makes it", () => {
  expect(isPressed(shortcuts.help, { ...none, key: "?", shiftKey: true })).toBe(true);
  expect(isPressed(shortcuts.compose, { ...none, key: "/", shiftKey: true })).toBe(true);
  expect(isPressed(shortcuts.compose, { ...none, key: "/", ctrlKey: true })).toBe(false);
});

test("only single characters are text", () => {
  const texts = Object.values(shortcuts).filter(isText);

  expect(texts).toEqual([shortcuts.compose, shortcuts.help]);
});

test("no two shortcuts have the same keys", () => {
  const keys = Object.values(shortcuts).map((one) => one.keys.join(" "));

  expect(new Set(keys).size).toBe(keys.length);
});
