import { useQueryClient } from "@tanstack/react-query";
import { ShieldQuestion } from "lucide-react";
import { useEffect, useId, useState } from "react";
import type { ToolPart } from "@/api/message";
import type { Tool } from "@/api/metadata";
import { serversQuery } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { AlwaysHint } from "@/features/chat/components/tools/always-hint";
import { FoldableText } from "@/features/chat/components/tools/foldable-text";
import { ToolHints } from "@/features/chat/components/tools/tool-hints";
import type { ApprovalAnswer } from "@/features/chat/lib/chat-session";
import { consentOf } from "@/features/chat/lib/consent";
import type { ToolView } from "@/features/chat/lib/tool-view";
import { prettyJson } from "@/lib/format";
import { visibleText } from "@/lib/visible-text";

interface ApprovalCardProps {
  part: ToolPart;
  view: ToolView;
  title: string;
  tool: Tool | undefined;
  onAnswer: (answer: ApprovalAnswer) => void;
}

/** Asks the user before a tool runs, and shows all there is to decide on. */
export function ApprovalCard({ part, view, title, tool, onAnswer }: ApprovalCardProps) {
  const [isDenying, setIsDenying] = useState(false);
  const [reason, setReason] = useState("");
  const id = part.approval?.id ?? part.toolCallId;
  const consent = consentOf(part);
  const hint = useId();
  const queries = useQueryClient();

  // What the user decides on is what the server says of its tool now.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: serversQuery.queryKey });
  }, [queries]);

  function deny() {
    onAnswer({ id, approved: false, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) });
  }

  return (
    <section
      aria-label={`Approval of ${title}`}
      className="animate-rise overflow-hidden rounded-xl border border-warning/50 bg-surface"
    >
      <header className="flex items-center gap-3 bg-warning-soft px-4 py-3">
        <ShieldQuestion aria-hidden className="size-5 shrink-0 text-warning" />
        <p className="text-sm">
          Run <strong className="font-semibold">{visibleText(title)}</strong> on{" "}
          <strong className="font-semibold">{visibleText(view.server)}</strong>?
        </p>
      </header>
      <div className="space-y-4 px-4 py-4">
        {tool && (
          <div className="space-y-2.5">
            <p className="text-sm leading-6 wrap-anywhere whitespace-pre-wrap">
              {visibleText(tool.description)}
            </p>
            <ToolHints tool={tool} />
          </div>
        )}
        <FoldableText label="Arguments" text={visibleText(prettyJson(part.input))} isWhole />
        {isDenying && (
          <TextField
            label="Reason (optional, the assistant reads it)"
            value={reason}
            autoFocus
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => event.key === "Enter" && deny()}
          />
        )}
        {consent && !isDenying && (
          <AlwaysHint
            id={hint}
            server={view.server}
            tool={tool}
            isChanged={consent === "changed"}
          />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          {isDenying ? (
            <>
              <Button onClick={() => setIsDenying(false)}>Back</Button>
              <Button variant="danger" onClick={deny}>
                Deny
              </Button>
            </>
          ) : (
            <>
              <Button variant="danger" onClick={() => setIsDenying(true)}>
                Deny…
              </Button>
              {consent && (
                <Button
                  aria-describedby={hint}
                  onClick={() => onAnswer({ id, approved: true, always: true })}
                >
                  Allow always
                </Button>
              )}
              <Button variant="primary" onClick={() => onAnswer({ id, approved: true })}>
                Allow once
              </Button>
            </>
          )}
        </div>
      </div>
    </section>
  );
}
