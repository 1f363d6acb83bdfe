import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

interface CopyButtonProps {
  /** What is copied; a function where it is costly to say. */
  text: string | (() => string);
  label: string;
}

const CONFIRMATION_MILLIS = 1600;

export function CopyButton({ text, label }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), CONFIRMATION_MILLIS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    await navigator.clipboard.writeText(typeof text === "string" ? text : text());
    setIsCopied(true);
  }

  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={isCopied ? "Copied" : label}
      onClick={() => void copy()}
    >
      {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </Button>
  );
}
