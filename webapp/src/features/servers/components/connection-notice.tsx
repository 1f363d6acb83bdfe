import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { outcomeText, type ConnectionOutcome } from "@/features/servers/lib/connection-outcome";
import { cn } from "@/lib/cn";

interface ConnectionNoticeProps {
  outcome: ConnectionOutcome;
  onDismiss: () => void;
}

const looks = {
  connected: { icon: CircleCheck, className: "bg-success-soft text-success", role: "status" },
  failed: { icon: CircleAlert, className: "bg-danger-soft text-danger", role: "alert" },
} as const;

/** Says how signing in to a server went. */
export function ConnectionNotice({ outcome, onDismiss }: ConnectionNoticeProps) {
  const { icon: Icon, className, role } = looks[outcome.kind];
  return (
    <div
      role={role}
      className={cn("flex items-center gap-3 py-1.5 pr-3 pl-4 text-sm md:px-6", className)}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1 leading-6 wrap-anywhere">{outcomeText(outcome)}</p>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Dismiss"
        className="text-inherit"
        onClick={onDismiss}
      >
        <X aria-hidden />
      </Button>
    </div>
  );
}
