import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endOtherSessions, endSession, type Session } from "@/api/auth";
import { sessionsQuery } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ListRow } from "@/components/ui/list-row";
import { clientName } from "@/features/account/lib/client-name";
import { formatDay } from "@/lib/format";

interface SessionsDialogProps {
  onClose: () => void;
}

/** Every browser the user is signed in with; each can be signed out from here. */
export function SessionsDialog({ onClose }: SessionsDialogProps) {
  const queries = useQueryClient();
  const { data: sessions = [], error } = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: (session: Session | undefined) =>
      session ? endSession(session.id) : endOtherSessions(),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  const problem = error ?? end.error;

  return (
    <Dialog
      title="Where you are signed in"
      description="A browser that is signed out here loses its access within two seconds."
      onClose={onClose}
    >
      <ul className="divide-y divide-border">
        {sessions.map((session) => (
          <ListRow
            key={session.id}
            title={clientName(session.client)}
            note={
              session.current
                ? "This browser"
                : `Last used ${formatDay(session.usedAt)}, signed in ${formatDay(session.startedAt)}`
            }
          >
            {!session.current && (
              <Button size="small" disabled={end.isPending} onClick={() => end.mutate(session)}>
                Sign out
              </Button>
            )}
          </ListRow>
        ))}
      </ul>
      {problem && (
        <p role="alert" className="mt-3 text-sm leading-6 wrap-anywhere text-danger">
          {problem.message}
        </p>
      )}
      {sessions.length > 2 && (
        <Button
          variant="danger"
          className="mt-4"
          disabled={end.isPending}
          onClick={() => end.mutate(undefined)}
        >
          Sign out everywhere else
        </Button>
      )}
    </Dialog>
  );
}
