import { CircleAlert, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Problem } from "@/lib/problem";
import { useCountdown } from "@/lib/use-countdown";

interface ProblemBannerProps {
  problem: Problem;
  /** The form that sends again what was refused; or else `onAgain` does. */
  formId: string | undefined;
  onAgain: (() => void) | undefined;
  onDismiss: () => void;
}

/** What went wrong; and what is refused only for now can be tried again once its time has come. */
export function ProblemBanner({ problem, formId, onAgain, onDismiss }: ProblemBannerProps) {
  const { retryAfterSeconds, happenedAt } = problem;
  const seconds = useCountdown(happenedAt + (retryAfterSeconds ?? 0) * 1000);
  return (
    <div className="flex animate-rise flex-wrap items-center gap-3 rounded-xl bg-danger-soft py-1.5 pr-1.5 pl-3.5 text-sm text-danger">
      <CircleAlert aria-hidden className="size-4 shrink-0" />
      <p role="alert" className="min-w-0 flex-1 leading-6 wrap-anywhere">
        {problem.detail}
      </p>
      {retryAfterSeconds !== undefined && (
        <Button
          size="small"
          className="text-foreground tabular-nums"
          disabled={seconds > 0}
          type={formId === undefined ? "button" : "submit"}
          form={formId}
          onClick={onAgain}
        >
          {seconds > 0 ? `Try again in ${seconds} s` : "Try again"}
        </Button>
      )}
      <Button
        variant="ghost"
        size="icon"
        aria-label="Dismiss"
        className="text-danger"
        onClick={onDismiss}
      >
        <X aria-hidden />
      </Button>
    </div>
  );
}
