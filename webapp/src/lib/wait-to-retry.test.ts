import { expect, test } from "vitest";
import { askedDelayMillis, retryDelayMillis, waitToRetry } from "@/lib/wait-to-retry";

test("tries get rarer and stay bounded", () => {
  const longest = Array.from({ length: 40 }, (_, attempt) => retryDelayMillis(attempt, 1));

  expect(longest.slice(0, 6)).toEqual([400, 800, 1600, 3200, 6400, 10_000]);
  expect(Math.max(...longest)).toBe(10_000);
  expect(retryDelayMillis(40, 0)).toBe(5000);
});

test("a machine that comes online does not wait", async () => {
  const waiting = waitToRetry(10, new AbortController().signal);

  window.dispatchEvent(new Event("online"));

  await waiting;
});

test("an abandoned wait ends at once", async () => {
  await waitToRetry(10, AbortSignal.abort());
});

test("a server that says when to come back is heard, and not by all at once", () => {
  expect(askedDelayMillis(5, 0)).toBe(5000);
  expect(askedDelayMillis(5, 1)).toBe(6000);
  expect(askedDelayMillis(86_400, 1)).toBe(60_000);
});
