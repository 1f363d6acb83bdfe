import type { Message } from "@/api/message";
import { elicitationView } from "@/features/chat/lib/elicitation-view";

/** What of the user's an answer waits for before it goes on. */
export type WaitsFor = "approval" | "answer" | "nothing";

/** A server's question is open only while its tool runs; a call waits for its approval however long. */
export function waitsFor(last: Message | undefined, isLive: boolean): WaitsFor {
  const parts = last?.parts ?? [];
  const isAsked = parts.some(
    (part) =>
      part.type === "data-elicitation" &&
      elicitationView(part.id ?? "", parts, isLive) === "asking",
  );
  if (isAsked) return "answer";
  const isToApprove = parts.some(
    (part) => part.type === "dynamic-tool" && part.state === "approval-requested",
  );
  return isToApprove ? "approval" : "nothing";
}
