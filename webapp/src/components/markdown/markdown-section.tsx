import { memo } from "react";
import type { Block } from "@/components/markdown/block-splitter";
import { MarkdownBlock } from "@/components/markdown/markdown-block";

interface MarkdownSectionProps {
  blocks: Block[];
  definitions: string;
  isGrowing: boolean;
}

/** Some blocks, which cost nothing while they are off the screen and do not change. */
export const MarkdownSection = memo(function MarkdownSection(props: MarkdownSectionProps) {
  const { blocks, definitions, isGrowing } = props;
  return (
    <div className="space-y-4 skip-unseen">
      {blocks.map((block, i) => (
        <MarkdownBlock
          key={block.start}
          text={block.text}
          definitions={definitions}
          isGrowing={isGrowing && i === blocks.length - 1}
        />
      ))}
    </div>
  );
});
