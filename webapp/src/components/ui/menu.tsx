import * as Radix from "@radix-ui/react-dropdown-menu";
import { useCallback, useRef, useState, type ReactElement, type ReactNode } from "react";
import { MenuChoice } from "@/components/ui/menu-choice";

interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
}

/** A menu behind a button. Not modal: the modal form injects a style sheet the policy refuses. */
export function Menu({ trigger, children }: MenuProps) {
  const [button, setButton] = useState<HTMLElement | null>(null);
  const chosen = useRef<() => void>(undefined);
  const choose = useCallback((act: () => void) => {
    chosen.current = act;
  }, []);

  // A dialog that is opened here is to give the focus back to the button: the item is gone by then.
  function actOnceClosed(event: Event) {
    event.preventDefault();
    button?.focus();
    chosen.current?.();
    chosen.current = undefined;
  }

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
          onCloseAutoFocus={actOnceClosed}
          className="z-50 min-w-36 animate-rise rounded-xl border border-border bg-surface p-1 shadow-popover"
        >
          <MenuChoice value={choose}>{children}</MenuChoice>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
