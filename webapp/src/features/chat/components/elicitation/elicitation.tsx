import type { Elicitation as Question } from "@/api/message";
import { ElicitationAnswered } from "@/features/chat/components/elicitation/elicitation-answered";
import { ElicitationFormCard } from "@/features/chat/components/elicitation/elicitation-form-card";
import { ElicitationLinkCard } from "@/features/chat/components/elicitation/elicitation-link-card";
import type { ElicitationView } from "@/features/chat/lib/elicitation-view";

interface ElicitationProps {
  id: string;
  elicitation: Question;
  view: ElicitationView;
}

/** What a server asks in the middle of a tool call, or how that ended. */
export function Elicitation({ id, elicitation, view }: ElicitationProps) {
  if (view !== "asking") return <ElicitationAnswered elicitation={elicitation} view={view} />;
  switch (elicitation.mode) {
    case "form":
      return <ElicitationFormCard id={id} form={elicitation} />;
    case "url":
      return <ElicitationLinkCard id={id} link={elicitation} />;
  }
}
