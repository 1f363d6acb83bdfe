import { Marked, type Token } from "marked";
import { memo } from "react";
import { MarkdownTokens } from "@/components/markdown/markdown-tokens";

interface MarkdownBlockProps {
  text: string;
  definitions: string;
  isGrowing: boolean;
}

const marked = new Marked({ gfm: true });

/** One block; it is parsed again only when it changes. */
export const MarkdownBlock = memo(function MarkdownBlock(props: MarkdownBlockProps) {
  const { text, definitions, isGrowing } = props;
  const tokens: Token[] = marked.lexer(definitions === "" ? text : `${text}\n\n${definitions}`);
  return <MarkdownTokens tokens={tokens} isGrowing={isGrowing} />;
});
