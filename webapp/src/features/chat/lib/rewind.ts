import type { UIMessageChunk } from "ai";
import type { Message, MessagePart } from "@/api/message";
import { endsTurn } from "@/features/chat/lib/notice-view";

/**
 * The messages as they were before a running turn began, so that its events can be replayed onto
 * them. `head` is how the turn begins: its start, and the next event, which tells whether it
 * answers an approval and so continues an earlier message.
 */
export function rewind(messages: Message[], head: UIMessageChunk[]): Message[] {
  const start = head.find((chunk) => chunk.type === "start");
  const answer = head.find((chunk) => chunk.type === "tool-approval-response");
  if (!start?.messageId) return messages;
  return messages.flatMap((message) => {
    if (message.id !== start.messageId) return [message];
    if (answer) return [reopenCalls(message, answer.approvalId)];
    const earlier = earlierTurns(message);
    return earlier ? [earlier] : [];
  });
}

/** What turns before the running one have said; nothing when the message is all its own. */
function earlierTurns(message: Message): Message | undefined {
  const end = message.parts.findLastIndex(
    (part) => part.type === "data-notice" && endsTurn(part.data),
  );
  return end < 0 ? undefined : { ...message, parts: message.parts.slice(0, end + 1) };
}

/** Cuts what follows the step of the call, and makes the calls of that step answered ones. */
function reopenCalls(message: Message, callId: string): Message {
  const at = message.parts.findIndex(
    (part) => part.type === "dynamic-tool" && part.toolCallId === callId,
  );
  if (at < 0) return message;
  const next = message.parts.findIndex((part, i) => i > at && part.type === "step-start");
  const from = message.parts.findLastIndex((part, i) => i < at && part.type === "step-start");
  const kept = next < 0 ? message.parts : message.parts.slice(0, next);
  return { ...message, parts: kept.map((part, i) => (i < from ? part : reopenCall(part))) };
}

function reopenCall(part: MessagePart): MessagePart {
  if (part.type !== "dynamic-tool" || typeof part.input === "string") return part;
  const { type, toolName, toolCallId, title, toolMetadata, input } = part;
  const approval = { id: toolCallId, approved: true };
  const call = { type, toolName, toolCallId, title, toolMetadata, input };
  return { ...call, state: "approval-responded", approval };
}
