import { Keyboard, Settings } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { MenuChoices } from "@/components/ui/menu-choices";
import { MenuItem } from "@/components/ui/menu-item";
import { chooseTheme, onTheme, readTheme, themes } from "@/lib/theme";

interface SettingsMenuProps {
  onKeyboard: () => void;
}

const words = { system: "As the system", light: "Light", dark: "Dark" };

/** What is set for this browser, with or without an account. */
export function SettingsMenu({ onKeyboard }: SettingsMenuProps) {
  const theme = useSyncExternalStore(onTheme, readTheme);
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label="Settings">
          <Settings aria-hidden />
        </Button>
      }
    >
      <MenuChoices
        label="Appearance"
        choices={themes}
        chosen={theme}
        words={words}
        onChoose={chooseTheme}
      />
      <div role="separator" className="my-1 h-px bg-border" />
      <MenuItem onSelect={onKeyboard}>
        <Keyboard aria-hidden /> Keyboard shortcuts
      </MenuItem>
    </Menu>
  );
}
