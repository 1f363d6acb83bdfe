import { expect, test } from "vitest";
import { newId } from "@/lib/ids";

test("an id is 24 characters of base64url", () => {
  const ids = Array.from({ length: 200 }, newId);

  expect(ids.every((id) => /^[A-Za-z0-9_-]{24}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(200);
});
