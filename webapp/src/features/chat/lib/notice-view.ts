import type { Message, Notice } from "@/api/message";

export type NoticeView = "stopped" | "interrupted" | "failed" | "remark";

// Turns that Parley itself ended: a limit, a server that stops or dies, or a database that is gone.
const INTERRUPTED =
  /^(interrupted|server_(stopping|restarted)|storage_unavailable|turn_lost)$|_limit$/;

// Remarks on what a turn has to do without; it goes on after them.
const MISSING =
  /^(server_(unreachable|timed_out|needs_sign_in|refused|lost|interrupted)|approval_not_kept)$/;

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

/** Whether no more of the turn comes after such a notice. */
export function endsTurn(notice: Notice): boolean {
  return !MISSING.test(notice.code);
}

/** Whether the answer holds more than notices, so that there is something to go on with. */
export function hasBegun(message: Message): boolean {
  return message.parts.some(
    (part) => part.type === "dynamic-tool" || (part.type === "text" && part.text !== ""),
  );
}
