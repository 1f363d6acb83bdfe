import type { Message } from "@/api/message";

/** What of the last message the server needs; its own history is the truth for all the rest. */
export function outgoingMessage(message: Message) {
  const { id, role } = message;
  if (role === "assistant") {
    const parts = message.parts.flatMap((part) =>
      part.type === "dynamic-tool" && part.state === "approval-responded"
        ? [
            {
              type: part.type,
              toolName: part.toolName,
              toolCallId: part.toolCallId,
              state: part.state,
              input: part.input,
              approval: part.approval,
            },
          ]
        : [],
    );
    return { id, role, parts };
  }
  // The text beside a prompt is only its preview: the server renders the prompt itself.
  const prompts = message.parts.filter((part) => part.type === "data-prompt");
  const contents = message.parts.filter((part) => part.type === "text" || part.type === "file");
  return { id, role, parts: prompts.length > 0 ? prompts : contents };
}

/** Which of these calls a message approves. */
export function approvedIn(message: Pick<Message, "parts">, callIds: Set<string>): string[] {
  return message.parts.flatMap((part) =>
    part.type === "dynamic-tool" && part.approval?.approved && callIds.has(part.toolCallId)
      ? [part.toolCallId]
      : [],
  );
}

/** Whether the assistant's questions are all answered, so that the answers can be sent. */
export function approvalsAreAnswered({ messages }: { messages: Message[] }): boolean {
  const last = messages.at(-1);
  if (last?.role !== "assistant") return false;
  const states = last.parts.flatMap((part) => (part.type === "dynamic-tool" ? [part.state] : []));
  return states.includes("approval-responded") && !states.includes("approval-requested");
}
