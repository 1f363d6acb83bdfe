import {
  Ban,
  Check,
  CircleHelp,
  CirclePause,
  CircleSlash,
  Hourglass,
  TriangleAlert,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import { Spinner } from "@/components/ui/spinner";
import type { ToolState, ToolView } from "@/features/chat/lib/tool-view";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format";

interface ToolStateBadgeProps {
  view: ToolView;
}

const looks: Record<ToolState, { label: string; icon: ReactNode; className: string }> = {
  preparing: { label: "preparing", icon: <Spinner />, className: "text-muted-foreground" },
  running: { label: "running", icon: <Spinner />, className: "text-accent" },
  waiting: {
    label: "waiting",
    icon: <Hourglass aria-hidden />,
    className: "text-muted-foreground",
  },
  asking: { label: "needs approval", icon: <Hourglass aria-hidden />, className: "text-warning" },
  answered: { label: "answered", icon: <Check aria-hidden />, className: "text-muted-foreground" },
  done: { label: "done", icon: <Check aria-hidden />, className: "text-success" },
  failed: { label: "failed", icon: <X aria-hidden />, className: "text-danger" },
  malformed: {
    label: "malformed input",
    icon: <TriangleAlert aria-hidden />,
    className: "text-danger",
  },
  denied: { label: "denied", icon: <Ban aria-hidden />, className: "text-muted-foreground" },
  "not-run": {
    label: "not run",
    icon: <CircleSlash aria-hidden />,
    className: "text-muted-foreground",
  },
  interrupted: {
    label: "interrupted",
    icon: <CirclePause aria-hidden />,
    className: "text-warning",
  },
  unknown: { label: "may have run", icon: <CircleHelp aria-hidden />, className: "text-warning" },
};

export function ToolStateBadge({ view }: ToolStateBadgeProps) {
  const { label, icon, className } = looks[view.state];
  return (
    <span className={cn("flex shrink-0 items-center gap-1.5 text-xs [&_svg]:size-3.5", className)}>
      {icon}
      {label}
      {view.tookMs !== undefined && (
        <span className="text-muted-foreground tabular-nums">{formatDuration(view.tookMs)}</span>
      )}
    </span>
  );
}
