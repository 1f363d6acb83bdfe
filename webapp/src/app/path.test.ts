import { expect, test } from "vitest";
import { conversationIdOf, conversationPath } from "@/app/path";

test("a conversation's address names it", () => {
  expect(conversationIdOf(conversationPath("aZ09_-"))).toBe("aZ09_-");
});

test.each(["/", "/c/", "/c/a/b", "/c/a.b", `/c/${"x".repeat(65)}`])("%s names none", (path) => {
  expect(conversationIdOf(path)).toBeUndefined();
});
