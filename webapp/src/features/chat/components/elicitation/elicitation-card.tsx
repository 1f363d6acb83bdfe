import { MessageCircleQuestion } from "lucide-react";
import type { ReactNode } from "react";
import { visibleText } from "@/lib/visible-text";

interface ElicitationCardProps {
  server: string;
  message: string;
  problem: string;
  children: ReactNode;
}

/** Says who asks and why. The words are the server's: nothing in them can be clicked. */
export function ElicitationCard({ server, message, problem, children }: ElicitationCardProps) {
  return (
    <section
      aria-label={`Question from ${server}`}
      className="animate-rise overflow-hidden rounded-xl border border-accent/50 bg-surface"
    >
      <header className="flex items-center gap-3 bg-accent-soft px-4 py-3">
        <MessageCircleQuestion aria-hidden className="size-5 shrink-0 text-accent" />
        <p className="text-sm">
          The server <strong className="font-semibold">{visibleText(server)}</strong> asks you
        </p>
      </header>
      <div className="space-y-4 px-4 py-4">
        <p className="text-sm leading-6 wrap-anywhere whitespace-pre-wrap">
          {visibleText(message)}
        </p>
        {children}
        {problem !== "" && (
          <p role="alert" className="text-sm text-danger">
            {problem}
          </p>
        )}
      </div>
    </section>
  );
}
