import type { Problem } from "@/lib/problem";

/** What is going on beside the messages themselves. */
export interface SessionState {
  line: "open" | "lost";
  /** The turn's end was missed: the messages are half an answer until they are read again. */
  isCatchingUp: boolean;
  isStopping: boolean;
  /** A turn that runs is being looked for. */
  isResuming: boolean;
  /** What the user sent has not reached the server, which is asked again. */
  isUnsaved: boolean;
  /** What is shown of the answer is not yet saved. */
  isSavingDelayed: boolean;
  problem?: Problem | undefined;
}

export type SessionEvent =
  | { type: "line-lost" }
  | { type: "line-restored" }
  | { type: "end-missed" }
  | { type: "caught-up" }
  | { type: "turn-started" }
  | { type: "not-accepted" }
  | { type: "accepted" }
  | { type: "resuming" }
  | { type: "resumed" }
  | { type: "saving"; isDelayed: boolean }
  | { type: "stop-asked" }
  | { type: "turn-ended" }
  | { type: "failed"; problem: Problem }
  | { type: "problem-dismissed" };

export const initialSessionState: SessionState = {
  line: "open",
  isCatchingUp: false,
  isStopping: false,
  isResuming: false,
  isUnsaved: false,
  isSavingDelayed: false,
};

export function sessionReducer(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case "line-lost":
      return { ...state, line: "lost", isSavingDelayed: false };
    case "line-restored":
      return { ...state, line: "open" };
    case "end-missed":
      return { ...state, isCatchingUp: true };
    case "caught-up":
      return { ...state, line: "open", isCatchingUp: false };
    case "turn-started":
      return { ...state, isStopping: false, problem: undefined };
    case "not-accepted":
      return { ...state, isUnsaved: true };
    case "accepted":
      return { ...state, isUnsaved: false };
    case "resuming":
      return { ...state, isResuming: true };
    case "resumed":
      return { ...state, isResuming: false };
    case "saving":
      return { ...state, isSavingDelayed: event.isDelayed };
    case "stop-asked":
      return { ...state, isStopping: true };
    case "turn-ended":
      return {
        ...state,
        line: state.isCatchingUp ? state.line : "open",
        isStopping: false,
        isUnsaved: false,
        isSavingDelayed: false,
      };
    case "failed":
      return { ...state, isStopping: false, problem: event.problem };
    case "problem-dismissed":
      return { ...state, problem: undefined };
  }
}
