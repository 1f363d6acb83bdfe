import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProblemBanner } from "@/features/chat/components/problem-banner";
import { Problem } from "@/lib/problem";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function renderBanner(retryAfterSeconds?: number) {
  const onAgain = vi.fn();
  const problem = new Problem("rate_limited", "Too many requests.", 429, retryAfterSeconds);
  render(
    <ProblemBanner problem={problem} formId={undefined} onAgain={onAgain} onDismiss={vi.fn()} />,
  );
  return onAgain;
}

test("what is refused for now counts down, and can then be tried again", () => {
  const onAgain = renderBanner(3);
  const button = screen.getByRole("button", { name: "Try again in 3 s" });
  expect(button).toHaveProperty("disabled", true);

  act(() => void vi.advanceTimersByTime(1250));
  expect(button.textContent).toBe("Try again in 2 s");
  act(() => void vi.advanceTimersByTime(2000));
  expect(button.textContent).toBe("Try again");
  button.click();

  expect(onAgain).toHaveBeenCalledOnce();
});

test("the countdown is not read out second by second", () => {
  renderBanner(3);

  expect(screen.getByRole("alert").textContent).toBe("Too many requests.");
});

test("what was refused for good is not tried again", () => {
  renderBanner();

  expect(screen.getAllByRole("button").map((button) => button.ariaLabel)).toEqual(["Dismiss"]);
});
