import type { ElicitationState, MessagePart } from "@/api/message";

/** How a question stands. */
export type ElicitationView = "asking" | ElicitationState["state"];

/** Once the answer is over, nobody waits for it any more, whatever was seen of it. */
export function elicitationView(
  id: string,
  parts: MessagePart[],
  isLive: boolean,
): ElicitationView {
  const part = parts.findLast((one) => one.type === "data-elicitation-state" && one.id === id);
  if (part?.type === "data-elicitation-state") return part.data.state;
  return isLive ? "asking" : "cancelled";
}
