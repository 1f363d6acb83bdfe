import { beforeEach, expect, test } from "vitest";
import type { Message } from "@/api/message";
import { keepModel, modelOf } from "@/features/chat/lib/model-choice";

const models = [
  { id: "small", demo: false },
  { id: "large", demo: false },
];

beforeEach(() => localStorage.clear());

function answered(...by: string[]): Message[] {
  return by.map((model) => ({ id: model, role: "assistant", parts: [], metadata: { model } }));
}

test("what answered last in the conversation goes on", () => {
  keepModel("small");

  expect(modelOf(models, answered("small", "large"))).toBe("large");
  expect(modelOf(models, answered("small", "gone"))).toBe("small");
});

test("a new conversation begins with what was chosen last, else with the first", () => {
  expect(modelOf(models, [])).toBe("small");
  keepModel("large");
  expect(modelOf(models, [])).toBe("large");
  keepModel("gone");
  expect(modelOf(models, [])).toBe("small");
});
