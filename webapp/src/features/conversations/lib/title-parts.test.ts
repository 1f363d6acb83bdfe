import { expect, test } from "vitest";
import { titleParts } from "@/features/conversations/lib/title-parts";

test("what a copy is called is apart from its title", () => {
  expect(titleParts("Tea (branch)")).toEqual({ name: "Tea", kind: "(branch)" });
  expect(titleParts("Tea (x) (earlier version)")).toEqual({
    name: "Tea (x)",
    kind: "(earlier version)",
  });
  expect(titleParts("Tea (green)")).toEqual({ name: "Tea (green)", kind: "" });
});
