import { ChevronRight } from "lucide-react";
import { useId, useState, type KeyboardEvent } from "react";
import { JsonLeaf } from "@/components/json-tree/json-leaf";
import { branchOf, type JsonEntry } from "@/components/json-tree/json-shape";
import { useEntries } from "@/components/json-tree/use-entries";
import { cn } from "@/lib/cn";
import { visibleText } from "@/lib/visible-text";

interface JsonNodeProps {
  entry: JsonEntry;
  depth: number;
}

const OPEN_DEPTH = 2;
const OPEN_SIZE_MAX = 8;

/** One place of a tree: a line, and under it what is in it, rendered only once it is open. */
export function JsonNode({ entry: [name, value], depth }: JsonNodeProps) {
  const branch = branchOf(value);
  const [isOpen, setIsOpen] = useState(
    depth < OPEN_DEPTH && branch !== undefined && branch.size <= OPEN_SIZE_MAX,
  );
  const { entries, moreLabel, showMore } = useEntries(branch);
  const id = useId();
  const label = <span className="hljs-attr">{visibleText(name)}</span>;

  if (!branch) {
    return (
      <li className="pl-4.5">
        {label}: <JsonLeaf value={value} />
      </li>
    );
  }

  function onKeyDown({ key }: KeyboardEvent) {
    if (key === "ArrowRight") setIsOpen(true);
    if (key === "ArrowLeft") setIsOpen(false);
  }

  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        className="flex max-w-full items-center gap-1 rounded-sm text-left hover:bg-muted"
        onClick={() => setIsOpen(!isOpen)}
        onKeyDown={onKeyDown}
      >
        <ChevronRight
          aria-hidden
          className={cn(
            "size-3.5 shrink-0 text-muted-foreground transition-transform",
            isOpen && "rotate-90",
          )}
        />
        <span className="truncate">
          {label}: <span className="text-muted-foreground">{visibleText(branch.summary)}</span>
        </span>
      </button>
      {isOpen && (
        <ul id={id} className="ml-1.5 border-l border-border pl-3">
          {entries().map((child) => (
            <JsonNode key={child[0]} entry={child} depth={depth + 1} />
          ))}
          {moreLabel !== undefined && (
            <li className="pl-4.5">
              <button
                type="button"
                className="font-sans text-accent underline underline-offset-2"
                onClick={showMore}
              >
                {moreLabel}
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}
