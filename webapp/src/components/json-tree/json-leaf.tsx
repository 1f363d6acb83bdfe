import { useState } from "react";
import { formatCount } from "@/lib/format";
import { visibleText } from "@/lib/visible-text";

interface JsonLeafProps {
  value: unknown;
}

const TEXT_LENGTH_MAX = 300;

/** A value without places of its own; a long text shows its beginning until asked for more. */
export function JsonLeaf({ value }: JsonLeafProps) {
  const [isWhole, setIsWhole] = useState(false);
  if (typeof value !== "string") return <span className={lookOf(value)}>{wordsOf(value)}</span>;
  const isLong = value.length > TEXT_LENGTH_MAX;
  const shown = isLong && !isWhole ? value.slice(0, TEXT_LENGTH_MAX) : value;
  return (
    <span className="hljs-string wrap-anywhere whitespace-pre-wrap">
      "{visibleText(shown)}
      {shown === value ? '"' : "…"}
      {isLong && (
        <button
          type="button"
          aria-expanded={isWhole}
          className="ml-1.5 font-sans text-muted-foreground underline underline-offset-2"
          onClick={() => setIsWhole(!isWhole)}
        >
          {isWhole ? "less" : `all ${formatCount(value.length)} characters`}
        </button>
      )}
    </span>
  );
}

function lookOf(value: unknown): string {
  if (typeof value === "number") return "hljs-number";
  return typeof value === "object" && value !== null ? "text-muted-foreground" : "hljs-literal";
}

function wordsOf(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
