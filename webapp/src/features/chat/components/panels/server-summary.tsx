import type { Server } from "@/api/metadata";
import { SignInButton } from "@/components/sign-in-button";
import { countOf } from "@/features/chat/lib/contains-words";
import { cn } from "@/lib/cn";

interface ServerSummaryProps {
  servers: Server[];
}

/** What the servers offer, or what each waits for. */
export function ServerSummary({ servers }: ServerSummaryProps) {
  return (
    <ul aria-label="Servers" className="mt-5 flex flex-wrap gap-x-5 gap-y-2 text-sm">
      {servers.map(({ name, state, tools, error }) => {
        const isConnected = state === "connected";
        const waits = error?.code === "server_needs_sign_in";
        const dot = isConnected ? "bg-success" : waits ? "bg-warning" : "bg-danger";
        return (
          <li key={name} className="flex flex-wrap items-center gap-2">
            <span aria-hidden className={cn("size-2 rounded-full", dot)} />
            <span className="font-medium">{name}</span>
            {waits ? (
              <SignInButton server={name} namesServer />
            ) : (
              <span className="text-muted-foreground">
                {isConnected ? countOf(tools.length, "tool") : (error?.text ?? state)}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
