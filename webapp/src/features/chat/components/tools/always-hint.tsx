import { TriangleAlert } from "lucide-react";
import type { Tool } from "@/api/metadata";
import { visibleText } from "@/lib/visible-text";

interface AlwaysHintProps {
  id: string;
  server: string;
  tool: Tool | undefined;
  /** The user has allowed it always before, but it is not the same any more. */
  isChanged: boolean;
}

/** What it means to allow a tool always, before the user does. */
export function AlwaysHint({ id, server, tool, isChanged }: AlwaysHintProps) {
  const { readOnly, destructive } = tool?.annotations ?? {};
  return (
    <div className="space-y-2 text-xs leading-5 text-muted-foreground">
      {isChanged && (
        <p className="flex gap-2 text-sm leading-6 text-warning">
          <TriangleAlert aria-hidden className="mt-1 size-4 shrink-0" />
          This tool has changed since you allowed it always.
        </p>
      )}
      <p id={id}>
        Allow always: from now on this tool of {visibleText(server)} runs without asking, with
        whatever arguments the assistant chooses
        {!readOnly && destructive ? ", also where it destroys something" : ""}. You can take it back
        under “Tools you allow always”.
      </p>
    </div>
  );
}
