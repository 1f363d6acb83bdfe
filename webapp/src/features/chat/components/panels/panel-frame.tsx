import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface PanelFrameProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** What a command says, above the composer. It takes the focus; Escape closes it. */
export function PanelFrame({ title, onClose, children }: PanelFrameProps) {
  const titleId = useId();
  const frame = useRef<HTMLElement>(null);

  useEffect(() => {
    const first = frame.current?.querySelector<HTMLElement>("input, [data-first]");
    (first ?? frame.current)?.focus();
  }, []);

  return (
    <section
      ref={frame}
      tabIndex={-1}
      aria-labelledby={titleId}
      className="animate-rise rounded-2xl border border-border bg-surface shadow-popover"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header className="flex items-center justify-between gap-3 py-2 pr-2 pl-4">
        <h2 id={titleId} className="text-sm font-semibold">
          {title}
        </h2>
        <p className="flex items-center gap-2 text-xs text-muted-foreground">
          Only you see this
          <Button variant="ghost" size="icon" aria-label={`Close ${title}`} onClick={onClose}>
            <X aria-hidden />
          </Button>
        </p>
      </header>
      <div className="max-h-96 space-y-4 overflow-y-auto px-4 pt-1 pb-4">{children}</div>
    </section>
  );
}
