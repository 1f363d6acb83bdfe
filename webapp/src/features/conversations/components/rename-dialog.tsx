import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { renameConversation, type ConversationSummary } from "@/api/conversations";
import { conversationsKey } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";

interface RenameDialogProps {
  conversation: ConversationSummary;
  onClose: () => void;
}

const TITLE_LENGTH_MAX = 200;

export function RenameDialog({ conversation, onClose }: RenameDialogProps) {
  const queries = useQueryClient();
  const [title, setTitle] = useState(conversation.title);
  const rename = useMutation({
    mutationFn: () => renameConversation(conversation.id, title.trim()),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: conversationsKey });
    },
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (title.trim() !== "") rename.mutate();
  }

  return (
    <Dialog title="Rename conversation" onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="Title"
          value={title}
          maxLength={TITLE_LENGTH_MAX}
          onChange={(event) => setTitle(event.target.value)}
        />
        {rename.error && (
          <p role="alert" className="text-sm text-danger">
            {rename.error.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={title.trim() === "" || rename.isPending}
          >
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
