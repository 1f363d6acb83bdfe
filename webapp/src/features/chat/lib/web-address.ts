/** An address cut where a reader must look: who it belongs to is its host and nothing else. */
export interface WebAddress {
  before: string;
  host: string;
  after: string;
  /** It has letters of another alphabet, which may look like those of an address one knows. */
  isPunycode: boolean;
}

const ADDRESS = /^(https?:\/\/)(\[[^\]]*\]|[^/?#:@\\]+)((?:[:/?#][^\\]*)?)$/i;

/** Nothing when the browser would go to another host than a reader sees. */
export function webAddress(url: string): WebAddress | undefined {
  const [, before, host, after] = ADDRESS.exec(url) ?? [];
  if (before === undefined || host === undefined || after === undefined) return undefined;
  const parsed = URL.parse(url);
  if (parsed?.hostname !== host.toLowerCase() || parsed.username !== "") return undefined;
  return { before, host, after, isPunycode: /(^|\.)xn--/i.test(host) };
}
