import type { Tokens } from "marked";
import { MarkdownTokens } from "@/components/markdown/markdown-tokens";
import { cn } from "@/lib/cn";

interface MarkdownListProps {
  list: Tokens.List;
}

export function MarkdownList({ list }: MarkdownListProps) {
  const Tag = list.ordered ? "ol" : "ul";
  const start = typeof list.start === "number" ? list.start : undefined;
  return (
    <Tag
      start={start}
      className={cn(
        "space-y-1.5 pl-6 marker:text-muted-foreground",
        list.ordered ? "list-decimal" : "list-disc",
      )}
    >
      {list.items.map((item, i) => (
        // An item has no id; items are only ever added at the end.
        <li key={`item-${i}`} className={cn("space-y-2 pl-1", item.task && "-ml-5 list-none")}>
          {item.task && (
            <input
              type="checkbox"
              checked={item.checked === true}
              readOnly
              disabled
              aria-label={item.checked ? "done" : "to do"}
              className="mr-2 align-middle accent-accent"
            />
          )}
          <MarkdownTokens tokens={item.tokens} />
        </li>
      ))}
    </Tag>
  );
}
