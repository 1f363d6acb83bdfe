import type { Tokens } from "marked";
import { MarkdownTokens } from "@/components/markdown/markdown-tokens";
import { cn } from "@/lib/cn";

interface MarkdownTableProps {
  table: Tokens.Table;
}

/** What has no room in a narrow column has it beside the others, for the table scrolls. */
const SHORT_WORD = /^\S{1,30}$/;

/** A table that scrolls by itself when it is wider than the page. */
export function MarkdownTable({ table }: MarkdownTableProps) {
  return (
    <div
      role="region"
      aria-label="Table"
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-border"
    >
      <table className="w-full text-left text-sm leading-6 wrap-normal">
        <thead className="bg-muted">
          <tr>
            {table.header.map((cell, i) => (
              <th
                key={`column-${i}`}
                scope="col"
                className={cn("px-3 py-2 font-medium", alignment(cell))}
              >
                <MarkdownTokens tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={`row-${i}`} className="border-t border-border">
              {row.map((cell, j) => (
                <td
                  key={`column-${j}`}
                  className={cn(
                    "px-3 py-2 align-top",
                    SHORT_WORD.test(cell.text) && "whitespace-nowrap",
                    alignment(cell),
                  )}
                >
                  <MarkdownTokens tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function alignment(cell: Tokens.TableCell): string {
  if (cell.align === "right") return "text-right tabular-nums";
  return cell.align === "center" ? "text-center" : "";
}
