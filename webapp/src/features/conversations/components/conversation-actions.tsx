import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ConversationSummary } from "@/api/conversations";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { MenuItem } from "@/components/ui/menu-item";
import { DeleteDialog } from "@/features/conversations/components/delete-dialog";
import { RenameDialog } from "@/features/conversations/components/rename-dialog";

interface ConversationActionsProps {
  conversation: ConversationSummary;
  onDeleted: (id: string) => void;
}

/** What can be done to a conversation from the list. */
export function ConversationActions({ conversation, onDeleted }: ConversationActionsProps) {
  const [dialog, setDialog] = useState<"rename" | "delete">();
  return (
    <>
      <Menu
        trigger={
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Actions of ${conversation.title}`}
            className="absolute right-1 size-7 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
          >
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => setDialog("rename")}>
          <Pencil aria-hidden /> Rename
        </MenuItem>
        <MenuItem isDangerous onSelect={() => setDialog("delete")}>
          <Trash2 aria-hidden /> Delete
        </MenuItem>
      </Menu>
      {dialog === "rename" && (
        <RenameDialog conversation={conversation} onClose={() => setDialog(undefined)} />
      )}
      {dialog === "delete" && (
        <DeleteDialog
          conversation={conversation}
          onClose={() => setDialog(undefined)}
          onDeleted={() => onDeleted(conversation.id)}
        />
      )}
    </>
  );
}
