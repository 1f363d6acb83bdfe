import { useState } from "react";
import type { ResourceTemplate } from "@/api/metadata";
import { Button } from "@/components/ui/button";
import { ArgumentField } from "@/features/chat/components/prompts/argument-field";
import { ResourcePreview } from "@/features/chat/components/tools/resource-preview";
import { expand, variablesOf } from "@/features/chat/lib/uri-template";
import { visibleText } from "@/lib/visible-text";

interface TemplateLineProps {
  server: string;
  template: ResourceTemplate;
}

/** Resources of one form: which of them is filled in, and read when the user asks. */
export function TemplateLine({ server, template }: TemplateLineProps) {
  const { uriTemplate, title, name, description } = template;
  const [values, setValues] = useState<Record<string, string>>({});
  const [uri, setUri] = useState("");
  const variables = variablesOf(uriTemplate);
  const isComplete = variables?.every((one) => (values[one] ?? "").trim() !== "") === true;
  const words = visibleText(title === "" ? name : title);
  return (
    <form
      aria-label={words}
      className="space-y-3 rounded-lg border border-border bg-background px-3 py-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) setUri(expand(uriTemplate, values));
      }}
    >
      <div>
        <p className="text-sm font-medium wrap-anywhere">{words}</p>
        {description !== "" && (
          <p className="text-xs leading-5 wrap-anywhere text-muted-foreground">
            {visibleText(description)}
          </p>
        )}
        <p className="font-mono text-2xs wrap-anywhere text-muted-foreground">
          {visibleText(uriTemplate)}
        </p>
      </div>
      {variables?.map((one) => (
        <ArgumentField
          key={one}
          place={{ server, template: uriTemplate }}
          name={one}
          description=""
          isRequired
          autoFocus={false}
          values={values}
          onChange={(value) => setValues((before) => ({ ...before, [one]: value }))}
        />
      ))}
      {variables && (
        <Button type="submit" size="small" disabled={!isComplete}>
          Read
        </Button>
      )}
      {uri !== "" && <ResourcePreview key={uri} server={server} uri={uri} />}
    </form>
  );
}
