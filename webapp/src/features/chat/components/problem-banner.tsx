import { CircleAlert, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Problem } from "@/lib/problem";

interface ProblemBannerProps {
  problem: Problem;
  onDismiss: () => void;
}

export function ProblemBanner({ problem, onDismiss }: ProblemBannerProps) {
  return (
    <div
      role="alert"
      className="flex animate-rise items-center gap-3 rounded-xl bg-danger-soft py-1.5 pr-1.5 pl-3.5 text-sm text-danger"
    >
      <CircleAlert aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1 leading-6 wrap-anywhere">
        {problem.detail}
        {problem.retryAfterSeconds !== undefined && ` Try again in ${problem.retryAfterSeconds} s.`}
      </p>
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
