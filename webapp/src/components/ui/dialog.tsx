import { X } from "lucide-react";
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface DialogProps {
  title: string;
  description?: string | undefined;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal dialog on the browser's own element: it gives the focus to its first field or to what is
 * marked `data-first`, keeps it inside, gives it back to where it was, and closes on Escape, without the injected style sheet that the page's policy would refuse.
 */
export function Dialog({ title, description, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Closed while it is still in the page: an element that has been taken out gives no focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("input, select, textarea, [data-first]")?.focus();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto max-h-dvh w-full max-w-lg animate-rise overflow-y-auto rounded-2xl border border-border bg-surface p-0 shadow-popover"
    >
      <header className="flex items-start justify-between gap-4 px-6 pt-5">
        <div>
          <h2 id={titleId} className="text-lg font-semibold tracking-tight">
            {title}
          </h2>
          {description && (
            <p className="mt-1 text-sm leading-6 text-muted-foreground">{description}</p>
          )}
        </div>
        <Button variant="ghost" size="icon" aria-label="Close" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </header>
      <div className="px-6 pt-4 pb-6">{children}</div>
    </dialog>
  );
}
