import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

interface FoldableTextProps {
  label: string;
  text: string;
  /** What a user decides on is never cut. */
  isWhole?: boolean;
}

const LINES_MAX = 14;
const LENGTH_MAX = 1600;

/** Text as it stands; a long one shows its beginning until asked for more. */
export function FoldableText({ label, text, isWhole = false }: FoldableTextProps) {
  const [isOpen, setIsOpen] = useState(isWhole);
  const lines = text.split("\n");
  const isLong = lines.length > LINES_MAX || text.length > LENGTH_MAX;
  const shown =
    isOpen || !isLong ? text : lines.slice(0, LINES_MAX).join("\n").slice(0, LENGTH_MAX);
  return (
    <div>
      <div className="flex h-7 items-center justify-between text-xs text-muted-foreground">
        <span className="font-medium">{label}</span>
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <pre
        tabIndex={0}
        aria-label={label}
        className="mt-1 overflow-x-auto rounded-lg border border-border bg-background px-3 py-2.5 font-mono text-xs leading-5 wrap-anywhere whitespace-pre-wrap"
      >
        {shown}
        {shown !== text && "\n…"}
      </pre>
      {isLong && !isWhole && (
        <Button
          variant="ghost"
          size="small"
          aria-expanded={isOpen}
          className="mt-1 -ml-3"
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? "Show less" : `Show all ${lines.length} lines`}
        </Button>
      )}
    </div>
  );
}
