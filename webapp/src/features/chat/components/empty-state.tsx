import { useQuery } from "@tanstack/react-query";
import { serversQuery } from "@/api/queries";
import { ServerSummary } from "@/features/chat/components/panels/server-summary";

interface EmptyStateProps {
  isDemo: boolean;
  /** A command's panel needs most of the room: what it would cut off is away then. */
  isBrief: boolean;
  onExample: (text: string) => void;
}

const demoExamples = [
  "What broke since the last release?",
  "Triage checkout-api",
  "Analyze the worst issue",
  "Resolve PARLEY-12",
];

const examples = ["What can you do with the connected tools?", "What needs my attention today?"];

/** The first screen. */
export function EmptyState({ isDemo, isBrief, onExample }: EmptyStateProps) {
  const { data: servers = [] } = useQuery(serversQuery);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-chat flex-col justify-center px-4 py-10">
        <h1 className="font-display text-4xl leading-tight tracking-tight text-balance md:text-5xl">
          What would you like to know?
        </h1>
        <div hidden={isBrief}>
          <p className="mt-4 max-w-prose leading-7 text-muted-foreground">
            Ask in plain words. Parley looks it up with the tools of your servers, shows every step,
            and asks before it changes anything.
          </p>
          <ServerSummary servers={servers} />
          <ul className="mt-9 grid gap-2.5 sm:grid-cols-2">
            {(isDemo ? demoExamples : examples).map((text) => (
              <li key={text}>
                <button
                  type="button"
                  onClick={() => onExample(text)}
                  className="h-full w-full rounded-xl border border-border bg-surface px-4 py-3 text-left text-sm leading-6 transition-colors hover:border-accent/60 hover:bg-accent-soft/40"
                >
                  {text}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}
