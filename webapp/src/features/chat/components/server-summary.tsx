import type { Server } from "@/api/metadata";
import { cn } from "@/lib/cn";

interface ServerSummaryProps {
  servers: Server[];
}

export function ServerSummary({ servers }: ServerSummaryProps) {
  return (
    <ul aria-label="Servers" className="mt-5 flex flex-wrap gap-x-5 gap-y-2 text-sm">
      {servers.map((server) => {
        const isConnected = server.state === "connected";
        return (
          <li key={server.name} className="flex items-center gap-2">
            <span
              aria-hidden
              className={cn("size-2 rounded-full", isConnected ? "bg-success" : "bg-danger")}
            />
            <span className="font-medium">{server.name}</span>
            <span className="text-muted-foreground">
              {isConnected ? `${server.tools.length} tools` : (server.error?.text ?? server.state)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
