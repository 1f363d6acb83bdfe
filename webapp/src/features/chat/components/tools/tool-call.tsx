import type { ToolPart } from "@/api/message";
import { ApprovalCard } from "@/features/chat/components/tools/approval-card";
import { ToolCard } from "@/features/chat/components/tools/tool-card";
import { useTool } from "@/features/chat/hooks/use-tool";
import type { ApprovalAnswer } from "@/features/chat/lib/chat-session";
import type { ToolView } from "@/features/chat/lib/tool-view";

interface ToolCallProps {
  part: ToolPart;
  view: ToolView;
  canAnswer: boolean;
  onAnswer: (answer: ApprovalAnswer) => void;
}

/** A tool call, by the best name there is for it: a question to the user, or how it went. */
export function ToolCall({ part, view, canAnswer, onAnswer }: ToolCallProps) {
  const tool = useTool(part.toolName);
  const toolTitle = tool?.title === "" ? undefined : tool?.title;
  const title = view.title ?? toolTitle ?? view.name;
  return view.state === "asking" && canAnswer ? (
    <ApprovalCard part={part} view={view} title={title} tool={tool} onAnswer={onAnswer} />
  ) : (
    <ToolCard part={part} view={view} title={title} />
  );
}
