import { useQuery } from "@tanstack/react-query";
import type { ConversationSummary } from "@/api/conversations";
import { conversationUsageQuery, usageQuery } from "@/api/queries";
import type { UsageSum } from "@/api/usage";
import { Dialog } from "@/components/ui/dialog";
import { formatCount, formatDay } from "@/lib/format";

interface UsageDialogProps {
  conversation: ConversationSummary;
  onClose: () => void;
}

const columns = ["Answers", "Tokens in", "Tokens out", "Tool calls"];

/** What the user has used: here, in all, and on each of the last days. */
export function UsageDialog({ conversation, onClose }: UsageDialogProps) {
  const here = useQuery(conversationUsageQuery(conversation.id));
  const all = useQuery({ ...usageQuery, staleTime: 0 });
  const problem = here.error ?? all.error;
  return (
    <Dialog
      title="Usage"
      description="Tokens as the language model counts them. What was used in conversations that are deleted counts, too."
      onClose={onClose}
    >
      <div className="max-h-96 overflow-y-auto" tabIndex={0} role="region" aria-label="Usage">
        <table className="w-full text-sm tabular-nums">
          <thead className="sticky top-0 bg-surface text-xs text-muted-foreground">
            <tr>
              <td />
              {columns.map((column) => (
                <th key={column} scope="col" className="px-2 py-1.5 text-right font-medium">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-border">
            {here.data && <UsageRow name="This conversation" used={here.data} />}
            {all.data && <UsageRow name="All conversations" used={all.data.total} />}
            {/* Noon, without a zone, is on that day wherever the reader is. */}
            {all.data?.days.toReversed().map(({ day, ...used }) => (
              <UsageRow key={day} name={formatDay(`${day}T12:00`)} used={used} />
            ))}
          </tbody>
        </table>
      </div>
      {problem && (
        <p role="alert" className="mt-3 text-sm leading-6 wrap-anywhere text-danger">
          {problem.message}
        </p>
      )}
    </Dialog>
  );
}

function UsageRow({ name, used }: { name: string; used: UsageSum }) {
  const counts = [used.turns, used.inputTokens, used.outputTokens, used.toolCalls];
  return (
    <tr>
      <th scope="row" className="py-1.5 pr-2 text-left font-normal">
        {name}
      </th>
      {counts.map((count, i) => (
        <td key={columns[i]} className="px-2 py-1.5 text-right">
          {formatCount(count)}
        </td>
      ))}
    </tr>
  );
}
