import type { Message } from "@/api/message";
import type { Model } from "@/api/models";

const KEY = "parley.model";

/** What answered last in the conversation, else what was chosen last in this browser, else the first. */
export function modelOf(models: readonly Model[], messages: readonly Message[]): string {
  const isOffered = (id: string | undefined) => models.some((model) => model.id === id);
  const last = messages.findLast((message) => isOffered(message.metadata?.model))?.metadata?.model;
  const chosen = localStorage.getItem(KEY) ?? undefined;
  return last ?? (isOffered(chosen) ? chosen : undefined) ?? models[0]?.id ?? "";
}

export function keepModel(id: string): void {
  localStorage.setItem(KEY, id);
}
