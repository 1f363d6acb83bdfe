import type { MarkedToken, Token } from "marked";
import { Fragment, type ReactNode } from "react";
import { CodeBlock } from "@/components/markdown/code-block";
import { decodeEntities } from "@/components/markdown/decode-entities";
import { MarkdownLink } from "@/components/markdown/markdown-link";
import { MarkdownList } from "@/components/markdown/markdown-list";
import { MarkdownTable } from "@/components/markdown/markdown-table";
import { PictureChip } from "@/components/markdown/picture-chip";
import { Unbroken } from "@/components/markdown/unbroken";

interface MarkdownTokensProps {
  tokens: Token[];
  isGrowing?: boolean;
}

const headings = [
  "mt-7 text-xl font-semibold tracking-tight first:mt-0",
  "mt-7 text-lg font-semibold tracking-tight first:mt-0",
  "mt-6 font-semibold first:mt-0",
];

/** Parsed Markdown as elements; HTML in it is shown as the text it is. */
export function MarkdownTokens({ tokens, isGrowing = false }: MarkdownTokensProps) {
  // A token has no id; its place among its siblings only ever grows at the end.
  return tokens
    .filter(isMarkedToken)
    .map((token, i) => <Fragment key={`${token.type}-${i}`}>{render(token, isGrowing)}</Fragment>);
}

function render(token: MarkedToken, isGrowing: boolean): ReactNode {
  switch (token.type) {
    case "space":
    case "def":
    case "checkbox":
      return null;
    case "heading":
      // The page's own headings are h1 and h2.
      return (
        <h3 className={headings[Math.min(token.depth, headings.length) - 1]}>
          <MarkdownTokens tokens={token.tokens} />
        </h3>
      );
    case "paragraph":
      return (
        <p>
          <MarkdownTokens tokens={token.tokens} />
        </p>
      );
    case "code":
      return <CodeBlock code={token.text} language={token.lang} isGrowing={isGrowing} />;
    case "blockquote":
      return (
        <blockquote className="space-y-3 border-l-2 border-border pl-4 text-muted-foreground">
          <MarkdownTokens tokens={token.tokens} />
        </blockquote>
      );
    case "list":
      return <MarkdownList list={token} />;
    case "list_item":
      return <MarkdownTokens tokens={token.tokens} />;
    case "table":
      return <MarkdownTable table={token} />;
    case "hr":
      return <hr className="my-6 border-border" />;
    case "br":
      return <br />;
    case "strong":
      return (
        <strong className="font-semibold">
          <MarkdownTokens tokens={token.tokens} />
        </strong>
      );
    case "em":
      return (
        <em>
          <MarkdownTokens tokens={token.tokens} />
        </em>
      );
    case "del":
      return (
        <del>
          <MarkdownTokens tokens={token.tokens} />
        </del>
      );
    case "codespan":
      return (
        <code className="rounded-sm bg-muted px-1 py-0.5 font-mono text-sm">
          <Unbroken text={token.text} kind="code" />
        </code>
      );
    case "link":
      return <MarkdownLink href={token.href} tokens={token.tokens} />;
    case "image":
      return <PictureChip href={token.href} alt={token.text} />;
    case "html":
      return token.text;
    case "escape":
      return token.text;
    case "text":
      if ("tokens" in token && token.tokens) return <MarkdownTokens tokens={token.tokens} />;
      return <Unbroken text={decodeEntities(token.text)} kind="prose" />;
  }
}

/** No extension is installed, so every token is one of Markdown's own. */
function isMarkedToken(token: Token): token is MarkedToken {
  return typeof token.type === "string";
}
