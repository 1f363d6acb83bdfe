const CONVERSATION = /^\/c\/([A-Za-z0-9_-]{1,64})$/;

/** The conversation a page address names; nothing for the start page. */
export function conversationIdOf(path: string): string | undefined {
  return CONVERSATION.exec(path)?.[1];
}

export function conversationPath(id: string): string {
  return `/c/${id}`;
}
