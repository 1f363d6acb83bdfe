import type { ElicitationLink } from "@/api/message";
import { Button } from "@/components/ui/button";
import { ElicitationCard } from "@/features/chat/components/elicitation/elicitation-card";
import { FullAddress } from "@/features/chat/components/elicitation/full-address";
import { OpenAddress } from "@/features/chat/components/elicitation/open-address";
import { useElicitationAnswer } from "@/features/chat/hooks/use-elicitation-answer";
import { webAddress } from "@/features/chat/lib/web-address";

interface ElicitationLinkCardProps {
  id: string;
  link: ElicitationLink;
}

/** An address a server wants opened: shown whole, and opened by the user's click alone. */
export function ElicitationLinkCard({ id, link }: ElicitationLinkCardProps) {
  const { answer, isClosed, problem } = useElicitationAnswer(id);
  const address = webAddress(link.url);
  return (
    <ElicitationCard server={link.server} message={link.message} problem={problem}>
      <FullAddress url={link.url} address={address} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="ghost" disabled={isClosed} onClick={() => answer({ action: "cancel" })}>
          Cancel
        </Button>
        <Button variant="danger" disabled={isClosed} onClick={() => answer({ action: "decline" })}>
          Decline
        </Button>
        {address !== undefined && !isClosed && (
          <OpenAddress
            url={link.url}
            host={address.host}
            onOpen={() => answer({ action: "accept" })}
          />
        )}
      </div>
    </ElicitationCard>
  );
}
