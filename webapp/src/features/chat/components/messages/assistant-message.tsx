import { GitBranch, RotateCw } from "lucide-react";
import { memo } from "react";
import { Markdown } from "@/components/markdown/markdown";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import type { Message, MessagePart } from "@/api/message";
import { Elicitation } from "@/features/chat/components/elicitation/elicitation";
import { MessageActions } from "@/features/chat/components/messages/message-actions";
import { NoticeLine } from "@/features/chat/components/messages/notice-line";
import { Reasoning } from "@/features/chat/components/messages/reasoning";
import { ThinkingIndicator } from "@/features/chat/components/messages/thinking-indicator";
import { ToolCall } from "@/features/chat/components/tools/tool-call";
import type { ApprovalAnswer } from "@/features/chat/lib/chat-session";
import { elicitationView } from "@/features/chat/lib/elicitation-view";
import { hasBegun, noticeView } from "@/features/chat/lib/notice-view";
import { toolView } from "@/features/chat/lib/tool-view";

interface AssistantMessageProps {
  message: Message;
  isLast: boolean;
  isLive: boolean;
  isCatchingUp: boolean;
  onAnswer: (answer: ApprovalAnswer) => void;
  onRetry: () => void;
  onContinue: () => void;
  onBranch: (messageId: string) => void;
}

/**
 * An answer: what was thought, the tools that were called, and what was said, in that order. Only
 * the answer that grows is rendered again.
 */
export const AssistantMessage = memo(function AssistantMessage(props: AssistantMessageProps) {
  const { message, isLast, isLive, isCatchingUp } = props;
  const text = message.parts
    .flatMap((part) => (part.type === "text" ? [part.text] : []))
    .join("\n\n");
  return (
    <article aria-label="Parley" className="group space-y-4 skip-unseen">
      {message.parts.map((part, i) => (
        // Parts have no ids of their own and are only ever added at the end.
        <AssistantPart key={`${part.type}-${i}`} part={part} {...props} />
      ))}
      {isCatchingUp && <ThinkingIndicator label="Reading the rest of the answer" />}
      {isLive && !isCatchingUp && isBetweenParts(message) && <ThinkingIndicator />}
      {!isLive && (
        <MessageActions className="-my-3 -ml-2">
          {text !== "" && <CopyButton text={text} label="Copy answer" />}
          {isLast && isWhole(message) && (
            <Button variant="ghost" size="icon" aria-label="Answer again" onClick={props.onRetry}>
              <RotateCw aria-hidden />
            </Button>
          )}
          <Button
            variant="ghost"
            size="icon"
            aria-label="Branch from here"
            onClick={() => props.onBranch(message.id)}
          >
            <GitBranch aria-hidden />
          </Button>
          {message.metadata?.model !== undefined && (
            <span className="px-1.5 text-xs text-muted-foreground">{message.metadata.model}</span>
          )}
        </MessageActions>
      )}
    </article>
  );
});

function AssistantPart({ part, ...props }: AssistantMessageProps & { part: MessagePart }) {
  const { message, isLast, isLive } = props;
  switch (part.type) {
    case "text":
      return part.text === "" ? null : (
        <Markdown text={part.text} isStreaming={isLive && part.state === "streaming"} />
      );
    case "reasoning":
      return <Reasoning text={part.text} isStreaming={isLive && part.state === "streaming"} />;
    case "dynamic-tool":
      return (
        <ToolCall
          part={part}
          view={toolView(part, message.parts, isLive, message.metadata?.outcome)}
          canAnswer={isLast}
          onAnswer={props.onAnswer}
        />
      );
    case "data-elicitation":
      return (
        <Elicitation
          id={part.id ?? ""}
          elicitation={part.data}
          view={elicitationView(part.id ?? "", message.parts, isLive)}
        />
      );
    case "data-notice":
      return (
        <NoticeLine
          notice={part.data}
          view={noticeView(part.data, message)}
          canAct={isLast && !isLive}
          canContinue={hasBegun(message)}
          onRetry={props.onRetry}
          onContinue={props.onContinue}
        />
      );
    default:
      return null;
  }
}

/** Whether the answer neither asks nor broke off: those have buttons of their own. */
function isWhole(message: Message): boolean {
  const end = message.parts.findLast((part) => part.type !== "data-tool-result");
  const isAsking = message.parts.some(
    (part) => part.type === "dynamic-tool" && part.state === "approval-requested",
  );
  return !isAsking && !(end?.type === "data-notice" && noticeView(end.data, message) !== "remark");
}

/** Whether nothing on the screen shows that work goes on. */
function isBetweenParts(message: Message): boolean {
  const last = message.parts.findLast((part) => !part.type.startsWith("data-"));
  if (last?.type === "text" || last?.type === "reasoning") return last.state !== "streaming";
  return !(last?.type === "dynamic-tool" && !last.state.startsWith("output-"));
}
