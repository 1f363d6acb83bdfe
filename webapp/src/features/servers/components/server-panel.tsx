import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { connectionsQuery } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { ApprovalsButton } from "@/features/servers/components/approvals-button";
import { ServerRow } from "@/features/servers/components/server-row";

/** The servers, how the user stands with each, and the way in and out. */
export function ServerPanel() {
  const heading = useId();
  const { data = [], error, refetch } = useQuery(connectionsQuery);
  if (data.length === 0 && !error) return null;
  return (
    <section
      aria-labelledby={heading}
      className="max-h-1/2 shrink-0 overflow-y-auto border-t border-border px-3 py-3"
    >
      <h2 id={heading} className="px-2.5 pb-1 text-xs font-medium text-muted-foreground">
        Servers
      </h2>
      {error && (
        <div role="alert" className="space-y-2 px-2.5 text-sm text-muted-foreground">
          <p className="wrap-anywhere">Their state cannot be read: {error.message}</p>
          <Button size="small" onClick={() => void refetch()}>
            Try again
          </Button>
        </div>
      )}
      <ul>
        {data.map((connection) => (
          <ServerRow key={connection.name} connection={connection} />
        ))}
      </ul>
      <ApprovalsButton />
    </section>
  );
}
