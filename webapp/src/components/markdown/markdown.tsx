import { useState } from "react";
import { BlockSplitter } from "@/components/markdown/block-splitter";
import { MarkdownSection } from "@/components/markdown/markdown-section";

interface MarkdownProps {
  text: string;
  isStreaming?: boolean;
}

const DEFINITION = /^ {0,3}\[[^\]\n]+\]:\s*\S+.*$/gm;

/** Untrusted Markdown: no HTML, no pictures from elsewhere, links that give nothing away. */
export function Markdown({ text, isStreaming = false }: MarkdownProps) {
  const [splitter] = useState(() => new BlockSplitter());
  const sections = splitter.split(text);
  // A link may be defined far from where it is used.
  const definitions = text.includes("]:") ? (text.match(DEFINITION) ?? []).join("\n") : "";
  return (
    <div className="space-y-4 leading-7 wrap-anywhere">
      {sections.map((blocks, i) => (
        <MarkdownSection
          key={blocks[0]?.start}
          blocks={blocks}
          definitions={definitions}
          isGrowing={isStreaming && i === sections.length - 1}
        />
      ))}
    </div>
  );
}
