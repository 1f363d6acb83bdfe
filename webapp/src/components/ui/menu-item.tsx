import * as Radix from "@radix-ui/react-dropdown-menu";
import { use, type ReactNode } from "react";
import { MenuChoice } from "@/components/ui/menu-choice";
import { cn } from "@/lib/cn";

interface MenuItemProps {
  onSelect: () => void;
  isDangerous?: boolean;
  children: ReactNode;
}

export function MenuItem({ onSelect, isDangerous = false, children }: MenuItemProps) {
  const choose = use(MenuChoice);
  return (
    <Radix.Item
      onSelect={() => choose(onSelect)}
      className={cn(
        "flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-muted [&_svg]:size-4",
        isDangerous && "text-danger",
      )}
    >
      {children}
    </Radix.Item>
  );
}
