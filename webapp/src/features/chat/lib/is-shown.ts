import type { Message, MessagePart } from "@/api/message";

/** Whether what is stored is on the screen already, where passing things of a turn stand beside it. */
export function isShown(stored: Message[], shown: Message[]): boolean {
  return (
    stored.length === shown.length &&
    stored.every(({ id }, i) => id === shown[i]?.id) &&
    saidIn(stored.at(-1)) === saidIn(shown.at(-1))
  );
}

function saidIn(message: Message | undefined): string {
  const said = message?.parts.map(saidBy).filter((words) => words !== "");
  return JSON.stringify(said);
}

function saidBy(part: MessagePart): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "dynamic-tool":
      return `${part.toolCallId} ${part.state}`;
    case "data-notice":
      return part.data.code;
    default:
      return "";
  }
}
