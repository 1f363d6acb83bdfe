const CHANGED = "parley";
const LEFT = "parley.left";

/** One of each name for the whole page: what is said on it reaches the other tabs, not the page itself. */
const channels = new Map<string, BroadcastChannel>();

/** Tells the other tabs of this browser that a conversation is not what it was. */
export function tellOtherTabs(conversationId: string): void {
  channel(CHANGED).postMessage(conversationId);
}

/** Calls back with the id of what another tab has changed, until the function it returns is called. */
export function onOtherTab(listener: (conversationId: string) => void): () => void {
  return listen(CHANGED, (data) => {
    if (typeof data === "string") listener(data);
  });
}

/** Tells the other tabs of this browser that its user has signed out. */
export function tellLeft(): void {
  channel(LEFT).postMessage(true);
}

/** Calls back whenever another tab tells that, until the function it returns is called. */
export function onLeft(listener: () => void): () => void {
  return listen(LEFT, listener);
}

function listen(name: string, listener: (data: unknown) => void): () => void {
  const heard = ({ data }: MessageEvent<unknown>) => listener(data);
  const from = channel(name);
  from.addEventListener("message", heard);
  return () => from.removeEventListener("message", heard);
}

function channel(name: string): BroadcastChannel {
  const open = channels.get(name) ?? new BroadcastChannel(name);
  channels.set(name, open);
  return open;
}
