const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** The day of a moment, as `26 Nov 2026`. */
export function formatDay(moment: string): string {
  return DAY.format(new Date(moment));
}

const NUMBER = new Intl.NumberFormat("en-GB");

/** A count, as `12,340`. */
export function formatCount(count: number): string {
  return NUMBER.format(count);
}

/** A count with its noun, as `1 tool call` or `4 tool calls`. */
export function formatCountOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** JSON as people read it; a value that JSON cannot say is an empty text. */
export function prettyJson(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** A size as people say it, such as `1.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
