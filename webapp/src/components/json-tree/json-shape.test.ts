import { expect, test } from "vitest";
import { branchOf, jsonIn } from "@/components/json-tree/json-shape";

test("an array's places are its indexes", () => {
  const branch = branchOf(["a", "b", "c"]);

  expect(branch?.summary).toBe("3 items");
  expect(branch?.entries(1, 5)).toEqual([
    ["1", "b"],
    ["2", "c"],
  ]);
});

test("an object is named by its first keys", () => {
  expect(branchOf({ id: 1, title: "x" })?.summary).toBe("{ id, title }");
  expect(branchOf({ a: 1, b: 1, c: 1, d: 1, e: 1 })?.summary).toBe("{ a, b, c, d, … }");
});

test("what has nothing in it is no branch", () => {
  expect([[], {}, null, 0, "text"].map(branchOf)).toEqual(Array(5).fill(undefined));
});

test("only an object or an array counts as JSON in a text", () => {
  expect(jsonIn(' {"a": [1]} ')).toEqual({ a: [1] });
  expect(jsonIn("[1, 2]")).toEqual([1, 2]);
  expect(["42", '"text"', "{broken", "[draft] notes"].map(jsonIn)).toEqual(
    Array(4).fill(undefined),
  );
});
