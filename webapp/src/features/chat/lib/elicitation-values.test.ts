import { expect, test } from "vitest";
import type { ElicitationField } from "@/api/message";
import { contentOf, initialValues } from "@/features/chat/lib/elicitation-values";

const options = [
  { value: "a", title: "A" },
  { value: "b", title: "B" },
];
const fields: ElicitationField[] = [
  { name: "text", required: false, type: "text", minLength: 0, maxLength: 9, default: "x" },
  { name: "count", required: true, type: "number", integer: true, default: 3 },
  { name: "flag", required: false, type: "boolean", default: true },
  { name: "one", required: false, type: "choice", options, default: "b" },
  {
    name: "some",
    required: false,
    type: "choices",
    options,
    minItems: 0,
    maxItems: 2,
    default: ["a"],
  },
  { name: "bare", required: false, type: "text", minLength: 0, maxLength: 9 },
];

test("sep1034: defaults are there to begin with, and are sent as their types", () => {
  const values = initialValues(fields);

  expect(values).toEqual({ text: "x", count: "3", flag: true, one: "b", some: ["a"], bare: "" });
  expect(contentOf(fields, values)).toEqual({
    text: "x",
    count: 3,
    flag: true,
    one: "b",
    some: ["a"],
    bare: null,
  });
});

test("what is emptied says so, lest it gets its default after all", () => {
  const values = { text: "", count: "4", flag: false, one: "", some: [], bare: "y" };

  expect(contentOf(fields, values)).toEqual({
    text: null,
    count: 4,
    flag: false,
    one: null,
    some: null,
    bare: "y",
  });
});

test("a time goes there and back", () => {
  const when: ElicitationField = {
    name: "when",
    required: true,
    type: "text",
    minLength: 0,
    maxLength: 99,
    format: "date-time",
    default: "2026-01-31T08:00:00Z",
  };

  const values = initialValues([when]);

  expect(values.when).toMatch(/^2026-01-31T\d\d:\d\d:00$/);
  expect(contentOf([when], values)).toEqual({ when: "2026-01-31T08:00:00.000Z" });
});
