import { useMutation } from "@tanstack/react-query";
import { forkConversation } from "@/api/conversations";
import { toProblem } from "@/lib/problem";

/** Branches off from a message of the conversation, and opens the branch. */
export function useBranch(
  conversationId: string,
  onChanged: () => void,
  onOpen: (id: string) => void,
) {
  const { mutate, reset, error, variables } = useMutation({
    mutationFn: (messageId: string) => forkConversation(conversationId, messageId),
    onSuccess: ({ id }) => {
      onChanged();
      onOpen(id);
    },
  });
  return {
    branch: mutate,
    again: () => variables !== undefined && mutate(variables),
    problem: error ? toProblem(error) : undefined,
    dismiss: reset,
  };
}
