import { Suspense } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { lazyPart } from "@/lib/lazy-part";

interface CodeBlockProps {
  code: string;
  language?: string | undefined;
  isGrowing?: boolean;
}

const HighlightedCode = lazyPart(async () => {
  const { HighlightedCode } = await import("@/components/markdown/highlighted-code");
  return HighlightedCode;
});

/** Code with a copy button; colours come when it is whole, from a part that loads when needed. */
export function CodeBlock({ code, language, isGrowing = false }: CodeBlockProps) {
  const name = language?.split(/\s/)[0] ?? "";
  return (
    <figure className="overflow-hidden rounded-xl border border-border bg-surface">
      <figcaption className="flex h-9 items-center justify-between border-b border-border pr-1 pl-4 text-xs text-muted-foreground">
        <span className="font-mono">{name === "" ? "text" : name}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      <pre tabIndex={0} aria-label="Code" className="overflow-x-auto px-4 py-3 text-sm leading-6">
        <code className="font-mono wrap-normal">
          {isGrowing || name === "" ? (
            code
          ) : (
            <Suspense fallback={code}>
              <HighlightedCode code={code} language={name} />
            </Suspense>
          )}
        </code>
      </pre>
    </figure>
  );
}
