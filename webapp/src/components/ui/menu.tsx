import * as Radix from "@radix-ui/react-dropdown-menu";
import { useState, type ReactElement, type ReactNode } from "react";

interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
}

/** A menu behind a button. Not modal: the modal form injects a style sheet the policy refuses. */
export function Menu({ trigger, children }: MenuProps) {
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  // Above a dialog of the browser's is only what is in it.
  const place = button?.closest("dialog") ?? null;
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild ref={setButton}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal container={place}>
        <Radix.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-36 animate-rise rounded-xl border border-border bg-surface p-1 shadow-popover"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
