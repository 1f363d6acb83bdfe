import { Menu, SquarePen } from "lucide-react";
import { Button } from "@/components/ui/button";

interface AppHeaderProps {
  title: string;
  onMenu: () => void;
  onNew: () => void;
}

export function AppHeader({ title, onMenu, onNew }: AppHeaderProps) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-border px-3 md:px-6">
      <Button
        variant="ghost"
        size="icon"
        aria-label="Conversations"
        className="md:hidden"
        onClick={onMenu}
      >
        <Menu aria-hidden />
      </Button>
      <p className="min-w-0 flex-1 truncate text-sm font-medium">
        {title === "" ? "New conversation" : title}
      </p>
      <Button
        variant="ghost"
        size="icon"
        aria-label="New conversation"
        className="md:hidden"
        onClick={onNew}
      >
        <SquarePen aria-hidden />
      </Button>
    </header>
  );
}
