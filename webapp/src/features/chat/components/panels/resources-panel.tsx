import { FilterField } from "@/features/chat/components/panels/filter-field";
import { ResourceLine } from "@/features/chat/components/panels/resource-line";
import { TemplateLine } from "@/features/chat/components/panels/template-line";
import { useFinder } from "@/features/chat/hooks/use-finder";
import { visibleText } from "@/lib/visible-text";

interface ResourcesPanelProps {
  filter: string;
}

/** What the servers have to read; each is read only when the user asks. */
export function ResourcesPanel({ filter }: ResourcesPanelProps) {
  const { field, found } = useFinder("resource", filter, (server, isFound) => [
    ...server.templates
      .filter((one) => isFound(one.uriTemplate, one.name, one.title, one.description))
      .map((one) => (
        <TemplateLine key={`template ${one.uriTemplate}`} server={server.name} template={one} />
      )),
    ...server.resources
      .filter((one) => isFound(one.uri, one.name, one.title, one.description))
      .map((one) => (
        <ResourceLine
          key={one.uri}
          server={server.name}
          uri={one.uri}
          name={one.title === "" ? one.name : one.title}
          description={one.description}
          mediaType={one.mediaType}
        />
      )),
  ]);
  return (
    <>
      <FilterField {...field} />
      {found.map(({ name, lines }) => (
        <section key={name} aria-label={`Resources of ${name}`} className="space-y-2">
          <h3 className="text-xs font-medium text-muted-foreground">{visibleText(name)}</h3>
          {lines}
        </section>
      ))}
    </>
  );
}
