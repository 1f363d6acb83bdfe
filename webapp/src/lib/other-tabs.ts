const CHANNEL = "parley";

/** Tells the other tabs of this browser that a conversation is not what it was. */
export function tellOtherTabs(conversationId: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(conversationId);
  channel.close();
}

/** Calls back with the id of what another tab has changed, until the function it returns is called. */
export function onOtherTab(listener: (conversationId: string) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string") listener(data);
  };
  return () => channel.close();
}
