import type { Tool } from "@/api/metadata";
import { ToolHints } from "@/features/chat/components/tools/tool-hints";
import { visibleText } from "@/lib/visible-text";

interface ToolLineProps {
  tool: Tool;
}

/** One tool in a list of them. */
export function ToolLine({ tool }: ToolLineProps) {
  return (
    <li className="space-y-1.5 py-2.5 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="font-medium wrap-anywhere">
          {visibleText(tool.title === "" ? tool.name : tool.title)}
        </span>
        <span className="font-mono text-xs wrap-anywhere text-muted-foreground">
          {visibleText(tool.name)}
        </span>
      </p>
      <p className="leading-6 wrap-anywhere whitespace-pre-wrap text-muted-foreground">
        {visibleText(tool.description)}
      </p>
      <ToolHints tool={tool} />
    </li>
  );
}
