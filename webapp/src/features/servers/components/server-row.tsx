import { useMutation, useQueryClient } from "@tanstack/react-query";
import { disconnect, type Connection } from "@/api/connections";
import { connectionsKey, serversQuery } from "@/api/queries";
import { SignInButton } from "@/components/sign-in-button";
import { Button } from "@/components/ui/button";
import { connectionView } from "@/features/servers/lib/connection-view";
import { cn } from "@/lib/cn";

interface ServerRowProps {
  connection: Connection;
}

const dots = {
  good: "bg-success",
  idle: "bg-muted-foreground",
  waiting: "bg-warning",
  bad: "bg-danger",
};

/** One server: its state in words and colour, and what the user can do about it. */
export function ServerRow({ connection }: ServerRowProps) {
  const { name, reason } = connection;
  const view = connectionView(connection);
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: () => disconnect(name),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: connectionsKey });
      await queries.invalidateQueries({ queryKey: serversQuery.queryKey });
    },
  });

  return (
    <li className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-2.5 py-1.5 text-sm">
      <span aria-hidden className={cn("size-2 shrink-0 rounded-full", dots[view.mood])} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-xs leading-5 text-muted-foreground">{view.words}</p>
      </div>
      {view.canSignIn && <SignInButton server={name} />}
      {view.canDisconnect && (
        <Button
          size="small"
          variant="ghost"
          aria-label={`Disconnect ${name}`}
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          Disconnect
        </Button>
      )}
      {reason !== "" && (
        <p className="w-full text-xs leading-5 wrap-anywhere text-muted-foreground">{reason}</p>
      )}
      {leave.data === false && (
        <p role="status" className="w-full text-xs leading-5 text-warning">
          Disconnected here. Its sign-in service could not be told, so the access it gave ends only
          when it expires.
        </p>
      )}
      {leave.error && (
        <p role="alert" className="w-full text-xs leading-5 wrap-anywhere text-danger">
          {leave.error.message}
        </p>
      )}
    </li>
  );
}
