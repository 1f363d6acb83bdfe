import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteConversation, type ConversationSummary } from "@/api/conversations";
import { conversationsKey } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

interface DeleteDialogProps {
  conversation: ConversationSummary;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteDialog({ conversation, onClose, onDeleted }: DeleteDialogProps) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteConversation(conversation.id),
    onSuccess: async () => {
      onClose();
      onDeleted();
      await queries.invalidateQueries({ queryKey: conversationsKey });
    },
  });

  return (
    <Dialog
      title="Delete conversation?"
      description={`“${conversation.title}” and all its messages will be gone for good.`}
      onClose={onClose}
    >
      {remove.error && (
        <p role="alert" className="pb-3 text-sm text-danger">
          {remove.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button data-first onClick={onClose}>
          Cancel
        </Button>
        <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Delete
        </Button>
      </div>
    </Dialog>
  );
}
