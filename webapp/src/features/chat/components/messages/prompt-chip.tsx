import { SquareSlash } from "lucide-react";
import type { PromptUse } from "@/api/message";
import { promptLine } from "@/features/chat/lib/commands";

interface PromptChipProps {
  use: PromptUse;
}

export function PromptChip({ use }: PromptChipProps) {
  return (
    <span className="inline-flex max-w-9/10 items-center gap-1.5 rounded-lg bg-accent-soft px-2.5 py-1 font-mono text-xs wrap-anywhere text-accent">
      <SquareSlash aria-hidden className="size-3.5 shrink-0" />
      {promptLine(use)}
    </span>
  );
}
