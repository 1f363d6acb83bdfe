import { CircleAlert, CirclePause, CircleStop, Info } from "lucide-react";
import type { Notice } from "@/api/message";
import { SignInOffers } from "@/components/sign-in-offers";
import { Button } from "@/components/ui/button";
import type { NoticeView } from "@/features/chat/lib/notice-view";
import { cn } from "@/lib/cn";

interface NoticeLineProps {
  notice: Notice;
  view: NoticeView;
  canAct: boolean;
  /** Whether there is something to go on with. */
  canContinue: boolean;
  onRetry: () => void;
  onContinue: () => void;
}

const looks = {
  stopped: { icon: CircleStop, className: "bg-muted text-muted-foreground" },
  interrupted: { icon: CirclePause, className: "bg-warning-soft text-warning" },
  failed: { icon: CircleAlert, className: "bg-danger-soft text-danger" },
  remark: { icon: Info, className: "bg-muted text-muted-foreground" },
};

/** A remark of Parley's own in an answer, and what can be done about it. */
export function NoticeLine({
  notice,
  view,
  canAct,
  canContinue,
  onRetry,
  onContinue,
}: NoticeLineProps) {
  const { icon: Icon, className } = looks[view];
  const isEnd = canAct && view !== "remark";
  return (
    <div
      className={cn("flex flex-wrap items-center gap-3 rounded-xl px-3.5 py-2 text-sm", className)}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1 leading-6 wrap-anywhere">{notice.text}</p>
      {canAct && notice.code === "server_needs_sign_in" && <SignInOffers />}
      {isEnd && view !== "interrupted" && (
        <Button size="small" className="text-foreground" onClick={onRetry}>
          {view === "failed" ? "Try again" : "Answer again"}
        </Button>
      )}
      {isEnd && (canContinue || view === "interrupted") && (
        <Button size="small" className="text-foreground" onClick={onContinue}>
          Continue
        </Button>
      )}
    </div>
  );
}
