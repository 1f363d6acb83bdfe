import { useQuery } from "@tanstack/react-query";
import { serversQuery } from "@/api/queries";
import { ServerSummary } from "@/features/chat/components/panels/server-summary";

/** The servers as they are now; each that waits for a sign-in can be signed in to. */
export function ServersPanel() {
  const { data: servers = [] } = useQuery({ ...serversQuery, staleTime: 0 });
  if (servers.length === 0) {
    return <p className="text-sm text-muted-foreground">There are no servers.</p>;
  }
  return <ServerSummary servers={servers} />;
}
