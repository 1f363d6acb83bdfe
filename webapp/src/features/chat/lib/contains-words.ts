/** Whether all words of a search occur in the texts, in whatever order. */
export function containsWords(search: string, ...texts: string[]): boolean {
  const whole = texts.join("\n").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** A number of things, such as `1 tool` or `12 tools`. */
export function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
