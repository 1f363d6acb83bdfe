import { expect, test } from "vitest";
import { expand, variablesOf } from "@/features/chat/lib/uri-template";

test("a template's variables are filled in", () => {
  expect(variablesOf("wiki://{space}/{+path}?v={space}")).toEqual(["space", "path"]);
  expect(expand("wiki://{space}/{+path}", { space: "a b/c", path: "x/y z" })).toBe(
    "wiki://a%20b%2Fc/x/y%20z",
  );
});

test("a template without variables is an address", () => {
  expect(variablesOf("wiki://home")).toEqual([]);
});

test("what is not filled in here is said to be so", () => {
  expect(["x://{?q}", "x://{a,b}", "x://{a:3}", "x://{a"].map(variablesOf)).toEqual(
    Array(4).fill(undefined),
  );
});
