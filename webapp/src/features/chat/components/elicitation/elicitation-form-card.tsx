import { useState } from "react";
import type { ElicitationForm } from "@/api/message";
import { Button } from "@/components/ui/button";
import { ElicitationCard } from "@/features/chat/components/elicitation/elicitation-card";
import { ElicitationFieldInput } from "@/features/chat/components/elicitation/elicitation-field-input";
import { useElicitationAnswer } from "@/features/chat/hooks/use-elicitation-answer";
import { contentOf, initialValues } from "@/features/chat/lib/elicitation-values";
import { visibleText } from "@/lib/visible-text";

interface ElicitationFormCardProps {
  id: string;
  form: ElicitationForm;
}

/** A form of a server's, with its defaults to be looked at before anything is sent. */
export function ElicitationFormCard({ id, form }: ElicitationFormCardProps) {
  const [values, setValues] = useState(() => initialValues(form.fields));
  const { answer, isClosed, problem } = useElicitationAnswer(id);
  return (
    <ElicitationCard server={form.server} message={form.message} problem={problem}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          answer({ action: "accept", content: contentOf(form.fields, values) });
        }}
      >
        <fieldset disabled={isClosed} className="min-w-0 space-y-4">
          <legend className="sr-only">Your answer</legend>
          {form.fields.map((field) => (
            <ElicitationFieldInput
              key={field.name}
              field={field}
              value={values[field.name] ?? ""}
              onChange={(value) => setValues({ ...values, [field.name]: value })}
            />
          ))}
          <p className="text-sm text-muted-foreground">
            Goes to {visibleText(form.server)} as it stands here. Never type a password or a key.
          </p>
          <div className="flex flex-wrap justify-end gap-2">
            <Button variant="ghost" onClick={() => answer({ action: "cancel" })}>
              Cancel
            </Button>
            <Button variant="danger" onClick={() => answer({ action: "decline" })}>
              Decline
            </Button>
            <Button variant="primary" type="submit">
              Accept and send
            </Button>
          </div>
        </fieldset>
      </form>
    </ElicitationCard>
  );
}
