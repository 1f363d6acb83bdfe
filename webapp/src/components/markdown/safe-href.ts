const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** The address if a reader may be sent there, in the form the browser would go to. */
export function safeHref(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  return PROTOCOLS.has(url.protocol) ? url.href : undefined;
}
