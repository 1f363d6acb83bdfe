import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { revokeApproval } from "@/api/approvals";
import { approvalsQuery } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ListRow } from "@/components/ui/list-row";
import { formatDay } from "@/lib/format";
import { visibleText } from "@/lib/visible-text";

interface ApprovalsDialogProps {
  onClose: () => void;
}

/** The tools the user allows always; each can be taken back. */
export function ApprovalsDialog({ onClose }: ApprovalsDialogProps) {
  const queries = useQueryClient();
  const { data: approvals, error } = useQuery(approvalsQuery);
  const revoke = useMutation({
    mutationFn: revokeApproval,
    onSettled: () => queries.invalidateQueries({ queryKey: approvalsQuery.queryKey }),
  });
  const problem = error ?? revoke.error;

  return (
    <Dialog
      title="Tools you allow always"
      description="They run without asking you. A tool that changes is asked about again."
      onClose={onClose}
    >
      {approvals?.length === 0 && (
        <p className="text-sm leading-6 text-muted-foreground">
          None. To add one, choose “Allow always” when Parley asks about a tool.
        </p>
      )}
      <ul className="divide-y divide-border">
        {approvals?.map(({ id, server, tool, since }) => (
          <ListRow
            key={id}
            title={visibleText(tool)}
            note={`on ${visibleText(server)}, since ${formatDay(since)}`}
          >
            <Button
              size="small"
              aria-label={`Ask again about ${visibleText(tool)} on ${visibleText(server)}`}
              disabled={revoke.isPending}
              onClick={() => revoke.mutate(id)}
            >
              Ask again
            </Button>
          </ListRow>
        ))}
      </ul>
      {problem && (
        <p role="alert" className="mt-3 text-sm leading-6 wrap-anywhere text-danger">
          {problem.message}
        </p>
      )}
    </Dialog>
  );
}
