import * as Radix from "@radix-ui/react-dropdown-menu";
import { useState, type ReactElement, type ReactNode } from "react";

interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
}

/** A menu behind a button. Not modal: the modal form injects a style sheet the policy refuses. */
export function Menu({ trigger, children }: MenuProps) {
  const [button, setButton] = useState<HTMLElement | null>(null);
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild ref={setButton}>
        {trigger}
      </Radix.Trigger>
      {/* What is outside of an open dialog, such as the drawer, lies under it and is inert. */}
      <Radix.Portal container={button?.closest("dialog")}>
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
