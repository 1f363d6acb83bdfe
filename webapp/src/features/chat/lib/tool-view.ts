import type { MessagePart, ToolOutcome, ToolPart, ToolProgress } from "@/api/message";
import { consentOf } from "@/features/chat/lib/consent";

export type ToolState =
  | "preparing"
  | "running"
  | "waiting"
  | "asking"
  | "answered"
  | "done"
  | "failed"
  | "malformed"
  | "denied"
  | "not-run"
  | "interrupted"
  | "unknown";

/** A tool call as it is shown. */
export interface ToolView {
  state: ToolState;
  server: string;
  name: string;
  /** What the tool calls itself; absent in a stored call. */
  title: string | undefined;
  progress?: ToolProgress | undefined;
  tookMs?: number | undefined;
  /** It runs because the user allows all calls of the tool. */
  isAllowedAlways: boolean;
}

const SEPARATOR = "__";

/** The view of one call; `ending` is how its turn ended, when it has. */
export function toolView(
  part: ToolPart,
  parts: MessagePart[],
  isLive: boolean,
  ending?: string,
): ToolView {
  const { server, name } = splitToolName(part.toolName);
  const outcome = outcomeOf(part.toolCallId, parts);
  return {
    state: stateOf(part, outcome, isLive, ending),
    server,
    name,
    title: part.title === part.toolName ? undefined : part.title,
    progress: progressOf(part.toolCallId, parts),
    tookMs: outcome?.tookMs,
    isAllowedAlways: consentOf(part) === "standing",
  };
}

/** Server and tool apart; a name without a server is all tool. */
export function splitToolName(toolName: string): { server: string; name: string } {
  const at = toolName.indexOf(SEPARATOR);
  if (at < 0) return { server: "", name: toolName };
  return { server: toolName.slice(0, at), name: toolName.slice(at + SEPARATOR.length) };
}

function stateOf(
  part: ToolPart,
  outcome: ToolOutcome | undefined,
  isLive: boolean,
  ending: string | undefined,
): ToolState {
  switch (part.state) {
    case "input-streaming":
      return isLive ? "preparing" : "not-run";
    case "input-available":
      if (isLive) return "running";
      return ending === undefined || ending === "awaiting_approval" ? "waiting" : "interrupted";
    case "approval-requested":
      return "asking";
    case "approval-responded":
      return part.approval.approved && isLive ? "running" : "answered";
    case "output-available":
      return "done";
    case "output-denied":
      return "denied";
    case "output-error":
      return errorStateOf(part, outcome);
  }
}

/** Without a result the call's end was not seen, and nobody knows what it did. */
function errorStateOf(part: ToolPart, outcome: ToolOutcome | undefined): ToolState {
  if (typeof part.input === "string") return "malformed";
  switch (outcome?.status) {
    case "not_run":
      return "not-run";
    case "unknown":
    case undefined:
      return "unknown";
    case "denied":
      return "denied";
    case "ok":
    case "failed":
      return "failed";
  }
}

function outcomeOf(callId: string, parts: MessagePart[]): ToolOutcome | undefined {
  const part = parts.find((one) => one.type === "data-tool-result" && one.id === callId);
  return part?.type === "data-tool-result" ? part.data : undefined;
}

function progressOf(callId: string, parts: MessagePart[]): ToolProgress | undefined {
  const part = parts.findLast((one) => one.type === "data-tool-progress" && one.id === callId);
  return part?.type === "data-tool-progress" ? part.data : undefined;
}
