import { ChevronRight, ShieldCheck } from "lucide-react";
import { Suspense, useState } from "react";
import type { ToolPart } from "@/api/message";
import { Spinner } from "@/components/ui/spinner";
import { ToolName } from "@/features/chat/components/tools/tool-name";
import { ToolProgressLine } from "@/features/chat/components/tools/tool-progress-line";
import { ToolStateBadge } from "@/features/chat/components/tools/tool-state-badge";
import type { ToolView } from "@/features/chat/lib/tool-view";
import { lazyPart } from "@/lib/lazy-part";

interface ToolCardProps {
  part: ToolPart;
  view: ToolView;
  title: string;
}

const ToolDetails = lazyPart(async () => {
  const { ToolDetails } = await import("@/features/chat/components/tools/tool-details");
  return ToolDetails;
});

/** One tool call: a line that says how it is, and under it, once opened, what was asked and answered. */
export function ToolCard({ part, view, title }: ToolCardProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section aria-label={`Tool ${title}`} className="rounded-xl border border-border bg-surface">
      <details className="group/tool" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className="flex list-none items-center gap-3 rounded-xl px-3.5 py-2.5 text-sm hover:bg-muted/60">
          <ToolName title={title} server={view.server} />
          {view.isAllowedAlways && (
            <span className="flex shrink-0 items-center gap-1.5 text-xs text-muted-foreground">
              <ShieldCheck aria-hidden className="size-3.5" />
              {/* A phone has room for the sign, not for the words beside the tool's name. */}
              <span className="max-sm:sr-only">allowed always</span>
            </span>
          )}
          <ToolStateBadge view={view} />
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-muted-foreground transition-transform group-open/tool:rotate-90"
          />
        </summary>
        {isOpen && (
          <div className="space-y-4 border-t border-border px-3.5 py-3.5">
            <Suspense fallback={<Spinner />}>
              <ToolDetails part={part} server={view.server} />
            </Suspense>
          </div>
        )}
      </details>
      {view.state === "running" && view.progress && <ToolProgressLine progress={view.progress} />}
    </section>
  );
}
