import { FilterField } from "@/features/chat/components/panels/filter-field";
import { ToolLine } from "@/features/chat/components/panels/tool-line";
import { useFinder } from "@/features/chat/hooks/use-finder";
import { visibleText } from "@/lib/visible-text";

interface ToolsPanelProps {
  filter: string;
}

/** The tools of each server, with all that their server says of them. */
export function ToolsPanel({ filter }: ToolsPanelProps) {
  const { field, found } = useFinder("tool", filter, ({ tools }, isFound) =>
    tools
      .filter((tool) => isFound(tool.name, tool.title, tool.description))
      .map((tool) => <ToolLine key={tool.name} tool={tool} />),
  );
  return (
    <>
      <FilterField {...field} />
      {found.map(({ name, lines }) => (
        <section key={name} aria-label={`Tools of ${name}`}>
          <h3 className="text-xs font-medium text-muted-foreground">{visibleText(name)}</h3>
          <ul className="divide-y divide-border">{lines}</ul>
        </section>
      ))}
    </>
  );
}
