import { Check, CircleSlash, X } from "lucide-react";
import type { Elicitation } from "@/api/message";
import { OpenAddress } from "@/features/chat/components/elicitation/open-address";
import type { ElicitationView } from "@/features/chat/lib/elicitation-view";
import { webAddress } from "@/features/chat/lib/web-address";
import { visibleText } from "@/lib/visible-text";

interface ElicitationAnsweredProps {
  elicitation: Elicitation;
  view: Exclude<ElicitationView, "asking">;
}

/** How a question ended. An address that was agreed to can be opened again until it is done. */
export function ElicitationAnswered({ elicitation, view }: ElicitationAnsweredProps) {
  const Icon = view === "declined" ? X : view === "cancelled" ? CircleSlash : Check;
  const address = elicitation.mode === "url" ? webAddress(elicitation.url) : undefined;
  return (
    <section
      aria-label={`Question from ${elicitation.server}`}
      className="flex flex-wrap items-center gap-3 rounded-xl border border-border bg-surface px-3.5 py-2.5 text-sm"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <p className="min-w-0 flex-1 wrap-anywhere">
        <span className="text-muted-foreground">{visibleText(elicitation.server)} asked: </span>
        {visibleText(elicitation.message)}
      </p>
      <span className="text-muted-foreground">{sentence(elicitation.mode, view)}</span>
      {elicitation.mode === "url" && view === "accepted" && address !== undefined && (
        <OpenAddress url={elicitation.url} host={address.host} onOpen={() => undefined} />
      )}
    </section>
  );
}

function sentence(mode: Elicitation["mode"], view: ElicitationAnsweredProps["view"]): string {
  switch (view) {
    case "accepted":
      return mode === "form" ? "you answered" : "you opened it";
    case "completed":
      return "done";
    case "declined":
      return "you declined";
    case "cancelled":
      return "not answered";
  }
}
