import { request } from "@/api/request";

export type ElicitationAction = "accept" | "decline" | "cancel";

/** A null leaves a field empty that would otherwise get its default. */
export type ElicitationContent = Record<string, string | number | boolean | string[] | null>;

/** Answers what a server asked; a second answer, and one that comes too late, is refused. */
export async function answerElicitation(
  id: string,
  action: ElicitationAction,
  content?: ElicitationContent,
): Promise<void> {
  const body = content === undefined ? { action } : { action, content };
  await request("POST", `/api/elicitations/${encodeURIComponent(id)}`, { body });
}
