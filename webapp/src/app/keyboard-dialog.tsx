import { ShortcutList } from "@/components/shortcut-list";
import { Dialog } from "@/components/ui/dialog";
import { composerKeys, shortcuts } from "@/lib/shortcuts";

interface KeyboardDialogProps {
  onClose: () => void;
}

export function KeyboardDialog({ onClose }: KeyboardDialogProps) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className="space-y-5">
        <ShortcutList label="Everywhere" shortcuts={Object.values(shortcuts)} />
        <ShortcutList label="In the message field" shortcuts={composerKeys} />
      </div>
    </Dialog>
  );
}
