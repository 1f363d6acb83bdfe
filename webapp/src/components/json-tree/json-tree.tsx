import { useState } from "react";
import { JsonLeaf } from "@/components/json-tree/json-leaf";
import { JsonNode } from "@/components/json-tree/json-node";
import { branchOf } from "@/components/json-tree/json-shape";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { formatCount, prettyJson } from "@/lib/format";

interface JsonTreeProps {
  label: string;
  value: unknown;
}

const PAGE = 100;

/** A JSON value that opens place by place: its size costs nothing until it is looked into. */
export function JsonTree({ label, value }: JsonTreeProps) {
  const [shown, setShown] = useState(PAGE);
  const branch = branchOf(value);
  return (
    <div>
      <div className="flex h-7 items-center justify-between text-xs text-muted-foreground">
        <span className="font-medium">{label}</span>
        <CopyButton text={() => prettyJson(value)} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <div
        role="group"
        aria-label={label}
        className="mt-1 rounded-lg border border-border bg-background px-3 py-2.5 font-mono text-xs leading-5"
      >
        {branch ? (
          <ul className="-ml-1 max-w-full overflow-x-auto">
            {branch.entries(0, shown).map((entry) => (
              <JsonNode key={entry[0]} entry={entry} depth={0} />
            ))}
          </ul>
        ) : (
          <JsonLeaf value={value} />
        )}
        {branch && branch.size > shown && (
          <Button
            variant="ghost"
            size="small"
            className="-ml-1.5 font-sans"
            onClick={() => setShown(shown + PAGE)}
          >
            Show {Math.min(PAGE, branch.size - shown)} more of {formatCount(branch.size)}
          </Button>
        )}
      </div>
    </div>
  );
}
