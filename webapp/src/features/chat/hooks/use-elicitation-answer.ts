import { useMutation } from "@tanstack/react-query";
import {
  answerElicitation,
  type ElicitationAction,
  type ElicitationContent,
} from "@/api/elicitations";
import { toProblem } from "@/lib/problem";

interface ElicitationAnswer {
  action: ElicitationAction;
  content?: ElicitationContent;
}

/** Answers one question. That it is answered is seen in the stream, so it stays closed until then. */
export function useElicitationAnswer(id: string) {
  const answering = useMutation({
    mutationFn: ({ action, content }: ElicitationAnswer) => answerElicitation(id, action, content),
  });
  return {
    answer: answering.mutate,
    isClosed: answering.isPending || answering.isSuccess,
    problem: answering.error === null ? "" : toProblem(answering.error).detail,
  };
}
