import type { Message, Notice } from "@/api/message";

export type NoticeView = "stopped" | "interrupted" | "failed" | "remark";

// Turns that Parley itself ended, and that can go on: a limit, or a server that stops.
const INTERRUPTED = /^(interrupted|server_stopping)$|_limit$/;

/** What a notice means, and so what can be done about it. */
export function noticeView(notice: Notice, message: Message): NoticeView {
  const end = message.parts.findLast((part) => part.type !== "data-tool-result");
  const isEnd = end?.type === "data-notice" && end.data.code === notice.code;
  if (!isEnd) return "remark";
  if (notice.code === "stopped") return "stopped";
  const outcome = message.metadata?.outcome;
  if (outcome === "interrupted" || INTERRUPTED.test(notice.code)) return "interrupted";
  return outcome === "completed" || outcome === "awaiting_approval" ? "remark" : "failed";
}
