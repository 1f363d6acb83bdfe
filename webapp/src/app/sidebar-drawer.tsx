import { useEffect, useRef, type ReactNode } from "react";

interface SidebarDrawerProps {
  /** Whether it was opened to search. */
  isForSearch: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The sidebar over the page, where there is no room beside it. */
export function SidebarDrawer({ isForSearch, onClose, children }: SidebarDrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    if (isForSearch) element?.querySelector<HTMLElement>("input[type=search]")?.focus();
    return () => element?.close();
  }, [isForSearch]);

  return (
    <dialog
      ref={dialog}
      aria-label="Conversations"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className="m-0 h-dvh max-h-dvh w-sidebar max-w-4/5 animate-slide bg-sidebar p-0 shadow-popover"
    >
      {children}
    </dialog>
  );
}
