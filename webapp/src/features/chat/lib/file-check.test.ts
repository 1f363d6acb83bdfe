import { expect, test } from "vitest";
import { fileProblem, formatSize } from "@/features/chat/lib/file-check";

const limits = { bytesMax: 10, perMessageMax: 2 };
const file = (name: string, content: string, type: string) => new File([content], name, { type });

test("pictures of four formats and everything that may be text are let through", () => {
  for (const type of [
    "image/png",
    "image/webp",
    "image/svg+xml",
    "text/csv",
    "",
    "application/json",
  ]) {
    expect(fileProblem(file("a", "content", type), limits)).toBeUndefined();
  }
});

test("what cannot be attached is told in a sentence", () => {
  expect(fileProblem(file("a.pdf", "%PDF", "application/pdf"), limits)).toBe(
    "a.pdf is neither a picture (PNG, JPEG, GIF, WebP) nor text.",
  );
  expect(fileProblem(file("a.heic", "x", "image/heic"), limits)).toContain("neither a picture");
  expect(fileProblem(file("a.txt", "", "text/plain"), limits)).toBe("a.txt is empty.");
  expect(fileProblem(file("a.txt", "12345678901", "text/plain"), limits)).toBe(
    "a.txt is too large: 11 B of at most 10 B.",
  );
});

test("sizes are told as people read them", () => {
  expect([999, 1234, 999_400, 999_600, 5_000_000, 6_250_000].map(formatSize)).toEqual([
    "999 B",
    "1 kB",
    "999 kB",
    "1 MB",
    "5 MB",
    "6.3 MB",
  ]);
});
