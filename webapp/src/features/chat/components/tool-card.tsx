import { ChevronRight, ShieldCheck } from "lucide-react";
import type { ToolPart } from "@/api/message";
import { FoldableText } from "@/features/chat/components/foldable-text";
import { ToolName } from "@/features/chat/components/tool-name";
import { ToolProgressLine } from "@/features/chat/components/tool-progress-line";
import { ToolResult } from "@/features/chat/components/tool-result";
import { ToolStateBadge } from "@/features/chat/components/tool-state-badge";
import type { ToolView } from "@/features/chat/lib/tool-view";
import { prettyJson } from "@/lib/format";
import { visibleText } from "@/lib/visible-text";

interface ToolCardProps {
  part: ToolPart;
  view: ToolView;
  title: string;
}

/** One tool call: a line that says how it is, and under it what was asked and answered. */
export function ToolCard({ part, view, title }: ToolCardProps) {
  const input = typeof part.input === "string" ? part.input : prettyJson(part.input);
  const hasInput = input !== "" && input !== "{}";
  return (
    <section aria-label={`Tool ${title}`} className="rounded-xl border border-border bg-surface">
      <details className="group/tool">
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
        <div className="space-y-4 border-t border-border px-3.5 py-3.5">
          {hasInput && <FoldableText label="Arguments" text={visibleText(input)} />}
          <ToolResult part={part} />
        </div>
      </details>
      {view.state === "running" && view.progress && <ToolProgressLine progress={view.progress} />}
    </section>
  );
}
