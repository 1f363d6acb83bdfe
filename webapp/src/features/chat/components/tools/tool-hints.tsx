import type { Tool } from "@/api/metadata";

interface ToolHintsProps {
  tool: Tool;
}

/** What the server says of its tool; it is the server's word and nothing more. */
export function ToolHints({ tool }: ToolHintsProps) {
  const { readOnly, destructive, idempotent, openWorld } = tool.annotations ?? {};
  const hints = [
    readOnly ? "only reads" : "changes things",
    !readOnly && destructive ? "may destroy" : "",
    !readOnly && idempotent ? "safe to repeat" : "",
    openWorld ? "reaches beyond the server" : "",
  ].filter((hint) => hint !== "");
  return (
    <p className="flex flex-wrap items-center gap-1.5 text-xs text-muted-foreground">
      <span>The server says:</span>
      {hints.map((hint) => (
        <span key={hint} className="rounded-full bg-muted px-2 py-0.5">
          {hint}
        </span>
      ))}
    </p>
  );
}
