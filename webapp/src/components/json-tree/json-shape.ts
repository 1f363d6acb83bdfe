import { formatCount } from "@/lib/format";
import { isRecord } from "@/lib/is-record";

/** One place in a JSON value: a key of an object, or an index of an array. */
export type JsonEntry = readonly [name: string, value: unknown];

/** A value with places of its own, as the tree opens and closes it. */
export interface JsonBranch {
  size: number;
  /** The places from one index to another; made only when they are shown. */
  entries: (from: number, to: number) => JsonEntry[];
  /** What it is in few words, such as `{ id, title, … }` or `12 items`. */
  summary: string;
}

const KEYS_NAMED = 4;

/** The value as a branch; nothing for a text, a number and the like, and for what is empty. */
export function branchOf(value: unknown): JsonBranch | undefined {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    if (items.length === 0) return undefined;
    return {
      size: items.length,
      entries: (from, to) => items.slice(from, to).map((item, i) => [`${from + i}`, item]),
      summary: items.length === 1 ? "1 item" : `${formatCount(items.length)} items`,
    };
  }
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value);
  if (keys.length === 0) return undefined;
  const named = keys.slice(0, KEYS_NAMED).join(", ");
  return {
    size: keys.length,
    entries: (from, to) => keys.slice(from, to).map((key) => [key, value[key]]),
    summary: `{ ${named}${keys.length > KEYS_NAMED ? ", …" : ""} }`,
  };
}

/** The JSON object or array that a text is; nothing when it is any other text. */
export function jsonIn(text: string): unknown {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return undefined;
  try {
    const value: unknown = JSON.parse(trimmed);
    return value;
  } catch {
    return undefined;
  }
}
