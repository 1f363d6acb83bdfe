import type { Token } from "marked";
import { MarkdownTokens } from "@/components/markdown/markdown-tokens";
import { safeHref } from "@/components/markdown/safe-href";

interface MarkdownLinkProps {
  href: string;
  tokens: Token[];
}

export function MarkdownLink({ href, tokens }: MarkdownLinkProps) {
  const address = safeHref(href);
  if (address === undefined) return <MarkdownTokens tokens={tokens} />;
  return (
    <a
      href={address}
      title={address}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="font-medium text-accent underline decoration-accent/40 underline-offset-3 hover:decoration-accent"
    >
      <MarkdownTokens tokens={tokens} />
    </a>
  );
}
