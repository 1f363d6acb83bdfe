import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface MessageActionsProps {
  className?: string;
  children: ReactNode;
}

/** Buttons below a message, there when it is pointed at or has the focus; on touch always. */
export function MessageActions({ className, children }: MessageActionsProps) {
  return (
    <div
      className={cn(
        "flex opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100",
        className,
      )}
    >
      {children}
    </div>
  );
}
