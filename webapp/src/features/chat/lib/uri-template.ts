const SIMPLE = /\{(\+?)([A-Za-z0-9_]+)\}/g;

/** The variables of a template, in its order; nothing when it is of a kind that is not filled in here. */
export function variablesOf(template: string): string[] | undefined {
  // RFC 6570, level 1 and {+name}: what is left then must have no expression in it.
  if (/[{}]/.test(template.replaceAll(SIMPLE, ""))) return undefined;
  return [...new Set([...template.matchAll(SIMPLE)].map((match) => match[2] ?? ""))];
}

/** The address that a template becomes with these values. */
export function expand(template: string, values: Record<string, string>): string {
  return template.replaceAll(SIMPLE, (_, kept: string, name: string) => {
    const value = values[name] ?? "";
    return kept === "+" ? encodeURI(value) : encodeURIComponent(value);
  });
}
