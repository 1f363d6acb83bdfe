import type { ToolPart } from "@/api/message";

/** What the user has said, or may say, of all calls of a tool; undefined where it is one call only. */
export type Consent = "standing" | "offered" | "changed";

/** By whose leave a call runs, as far as that is about more than this call. */
export function consentOf(part: ToolPart): Consent | undefined {
  const consent = part.toolMetadata?.["consent"];
  return consent === "standing" || consent === "offered" || consent === "changed"
    ? consent
    : undefined;
}
