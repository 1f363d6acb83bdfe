import { expect, test } from "vitest";
import { nearest } from "@/features/chat/lib/nearest";

test("a slip of the finger is understood", () => {
  const names = ["/help", "/tools", "/model", "/demo:triage"];

  expect(nearest("/toosl", names)).toBe("/tools");
  expect(nearest("/hlep", names)).toBe("/help");
  expect(nearest("/demo:triange", names)).toBe("/demo:triage");
  expect(nearest("/something-else", names)).toBe("");
});
