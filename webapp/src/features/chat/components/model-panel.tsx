import { useQuery } from "@tanstack/react-query";
import { modelsQuery } from "@/api/queries";
import { visibleText } from "@/lib/visible-text";

/** The language models there are to answer. */
export function ModelPanel() {
  const { data: models = [], error } = useQuery(modelsQuery);
  return (
    <>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error.message}
        </p>
      )}
      <ul aria-label="Models" className="divide-y divide-border">
        {models.map((model) => (
          <li key={model.id} className="flex items-baseline justify-between gap-4 py-2 text-sm">
            <span className="font-mono text-xs wrap-anywhere">{visibleText(model.id)}</span>
            <span className="text-xs text-muted-foreground">
              {model.demo ? "the built-in demo" : "configured at the server"}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
