import { useEffect, useState } from "react";
import type { Message } from "@/api/message";
import type { Model } from "@/api/models";
import type { ChatSession } from "@/features/chat/lib/chat-session";
import { keepModel, modelOf } from "@/features/chat/lib/model-choice";

/** Which model answers next in the conversation; nothing to choose where there is only one. */
export function useModelChoice(
  session: ChatSession,
  models: readonly Model[],
  messages: readonly Message[],
) {
  const [chosen, setChosen] = useState<string>();
  const model = chosen ?? modelOf(models, messages);
  const hasChoice = models.length > 1;

  useEffect(() => {
    session.answerBy(hasChoice ? model : undefined);
  }, [session, hasChoice, model]);

  function choose(id: string) {
    keepModel(id);
    setChosen(id);
  }

  return { model, hasChoice, choose };
}
