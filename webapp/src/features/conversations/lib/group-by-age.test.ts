import { expect, test } from "vitest";
import { groupByAge } from "@/features/conversations/lib/group-by-age";

test("conversations stand under the age of their last change", () => {
  const now = new Date(2026, 4, 20, 9);
  const at = (day: number, hour: number) => new Date(2026, 4, day, hour).toISOString();
  const conversations = [at(20, 8), at(19, 23), at(19, 1), at(15, 12), at(2, 12)].map(
    (updatedAt, i) => ({ id: `c${i}`, title: "", createdAt: updatedAt, updatedAt }),
  );

  const groups = groupByAge(conversations, now);

  expect(groups.map((group) => [group.label, group.conversations.map((one) => one.id)])).toEqual([
    ["Today", ["c0"]],
    ["Yesterday", ["c1", "c2"]],
    ["Last 7 days", ["c3"]],
    ["Older", ["c4"]],
  ]);
});

test("empty groups are left out", () => {
  expect(groupByAge([], new Date())).toEqual([]);
});
