import type { ConversationSummary } from "@/api/conversations";

export interface AgeGroup {
  label: string;
  conversations: ConversationSummary[];
}

const DAY_MILLIS = 86_400_000;

/** The conversations under headings of their age, in the order they came; empty groups are left out. */
export function groupByAge(conversations: ConversationSummary[], now: Date): AgeGroup[] {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const labelOf = (conversation: ConversationSummary) => {
    const at = Date.parse(conversation.updatedAt);
    if (at >= today) return "Today";
    if (at >= today - DAY_MILLIS) return "Yesterday";
    return at >= today - 7 * DAY_MILLIS ? "Last 7 days" : "Older";
  };
  return ["Today", "Yesterday", "Last 7 days", "Older"]
    .map((label) => ({
      label,
      conversations: conversations.filter((one) => labelOf(one) === label),
    }))
    .filter((group) => group.conversations.length > 0);
}
