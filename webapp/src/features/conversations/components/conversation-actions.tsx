import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Braces, Ellipsis, FileText, GitBranch, Pencil, Trash2 } from "lucide-react";
import { Suspense, useState } from "react";
import { exportPath, forkConversation, type ConversationSummary } from "@/api/conversations";
import { conversationsKey } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Menu } from "@/components/ui/menu";
import { MenuItem } from "@/components/ui/menu-item";
import { DeleteDialog } from "@/features/conversations/components/delete-dialog";
import { RenameDialog } from "@/features/conversations/components/rename-dialog";
import { UsageItem } from "@/features/conversations/components/usage-item";
import { saveFile } from "@/features/conversations/lib/save-file";
import { lazyPart } from "@/lib/lazy-part";

const UsageDialog = lazyPart(async () => {
  const { UsageDialog } = await import("@/features/conversations/components/usage-dialog");
  return UsageDialog;
});

interface ConversationActionsProps {
  conversation: ConversationSummary;
  onOpen: (id: string) => void;
  onDeleted: (id: string) => void;
}

/** What can be done to a conversation from the list. */
export function ConversationActions(props: ConversationActionsProps) {
  const { conversation, onOpen, onDeleted } = props;
  const { id, title } = conversation;
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<"rename" | "delete" | "usage">();
  const close = () => setDialog(undefined);
  const fork = useMutation({
    mutationFn: () => forkConversation(id),
    onSuccess: async (branch) => {
      onOpen(branch.id);
      await queries.invalidateQueries({ queryKey: conversationsKey });
    },
  });
  return (
    <>
      <Menu
        trigger={
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Actions of ${title}`}
            className="absolute right-1 size-7 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
          >
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => setDialog("rename")}>
          <Pencil aria-hidden /> Rename
        </MenuItem>
        <MenuItem onSelect={() => fork.mutate()}>
          <GitBranch aria-hidden /> Branch
        </MenuItem>
        <MenuItem onSelect={() => saveFile(exportPath(id, "md"))}>
          <FileText aria-hidden /> Export as Markdown
        </MenuItem>
        <MenuItem onSelect={() => saveFile(exportPath(id, "json"))}>
          <Braces aria-hidden /> Export as JSON
        </MenuItem>
        <UsageItem conversationId={id} onSelect={() => setDialog("usage")} />
        <MenuItem isDangerous onSelect={() => setDialog("delete")}>
          <Trash2 aria-hidden /> Delete
        </MenuItem>
      </Menu>
      {dialog === "rename" && <RenameDialog conversation={conversation} onClose={close} />}
      {dialog === "delete" && (
        <DeleteDialog conversation={conversation} onClose={close} onDeleted={() => onDeleted(id)} />
      )}
      <Suspense>
        {dialog === "usage" && <UsageDialog conversation={conversation} onClose={close} />}
      </Suspense>
      {fork.error && (
        <Dialog title="There is no branch" description={fork.error.message} onClose={fork.reset}>
          <div className="flex justify-end">
            <Button onClick={fork.reset}>Close</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
