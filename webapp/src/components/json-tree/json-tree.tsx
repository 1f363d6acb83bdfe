import { JsonLeaf } from "@/components/json-tree/json-leaf";
import { JsonNode } from "@/components/json-tree/json-node";
import { branchOf } from "@/components/json-tree/json-shape";
import { useEntries } from "@/components/json-tree/use-entries";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { prettyJson } from "@/lib/format";

interface JsonTreeProps {
  label: string;
  value: unknown;
}

/** A JSON value that opens place by place: its size costs nothing until it is looked into. */
export function JsonTree({ label, value }: JsonTreeProps) {
  const branch = branchOf(value);
  const { entries, moreLabel, showMore } = useEntries(branch);
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
            {entries().map((entry) => (
              <JsonNode key={entry[0]} entry={entry} depth={0} />
            ))}
          </ul>
        ) : (
          <JsonLeaf value={value} />
        )}
        {moreLabel !== undefined && (
          <Button variant="ghost" size="small" className="-ml-1.5 font-sans" onClick={showMore}>
            {moreLabel}
          </Button>
        )}
      </div>
    </div>
  );
}
