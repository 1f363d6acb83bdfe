import { expect, test } from "vitest";
import {
  initialSessionState,
  sessionReducer,
  type SessionEvent,
} from "@/features/chat/lib/session-state";
import { Problem } from "@/lib/problem";

function after(...events: SessionEvent[]) {
  return events.reduce(sessionReducer, initialSessionState);
}

test("a restored line is open", () => {
  expect(after({ type: "line-lost" }, { type: "line-restored" }).line).toBe("open");
});

test("a missed end stays unsettled until the answer is read", () => {
  const missed = after({ type: "line-lost" }, { type: "end-missed" }, { type: "turn-ended" });

  expect(missed).toMatchObject({ line: "lost", isCatchingUp: true });
  expect(sessionReducer(missed, { type: "caught-up" })).toMatchObject({
    line: "open",
    isCatchingUp: false,
  });
});

test("stopping lasts until the turn ends", () => {
  expect(after({ type: "stop-asked" }).isStopping).toBe(true);
  expect(after({ type: "stop-asked" }, { type: "turn-ended" }).isStopping).toBe(false);
});

test("the next turn clears the last problem", () => {
  const problem = new Problem("conversation_busy", "Busy.");

  expect(after({ type: "failed", problem }).problem).toBe(problem);
  expect(after({ type: "failed", problem }, { type: "turn-started" }).problem).toBeUndefined();
});
