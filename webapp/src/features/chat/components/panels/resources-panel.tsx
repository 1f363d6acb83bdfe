import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serversQuery } from "@/api/queries";
import { FilterField } from "@/features/chat/components/panels/filter-field";
import { ResourceLine } from "@/features/chat/components/panels/resource-line";
import { TemplateLine } from "@/features/chat/components/panels/template-line";
import { containsWords, countOf } from "@/features/chat/lib/contains-words";
import { visibleText } from "@/lib/visible-text";

interface ResourcesPanelProps {
  filter: string;
}

/** What the servers have to read; each is read only when the user asks. */
export function ResourcesPanel({ filter }: ResourcesPanelProps) {
  const [search, setSearch] = useState(filter);
  const { data: servers = [], isPending } = useQuery(serversQuery);
  const found = servers
    .map(({ name, resources, templates }) => ({
      name,
      resources: resources.filter((one) =>
        containsWords(search, name, one.uri, one.name, one.title, one.description),
      ),
      templates: templates.filter((one) =>
        containsWords(search, name, one.uriTemplate, one.name, one.title, one.description),
      ),
    }))
    .filter(({ resources, templates }) => resources.length + templates.length > 0);
  const count = found.reduce((sum, one) => sum + one.resources.length + one.templates.length, 0);
  return (
    <>
      <FilterField
        label="Find a resource"
        value={search}
        count={isPending ? "Asking the servers…" : countOf(count, "resource")}
        onChange={setSearch}
      />
      {found.map(({ name, resources, templates }) => (
        <section key={name} aria-label={`Resources of ${name}`} className="space-y-2">
          <h3 className="text-xs font-medium text-muted-foreground">{visibleText(name)}</h3>
          {templates.map((one) => (
            <TemplateLine key={one.uriTemplate} server={name} template={one} />
          ))}
          {resources.map((one) => (
            <ResourceLine
              key={one.uri}
              server={name}
              uri={one.uri}
              name={one.title === "" ? one.name : one.title}
              description={one.description}
              mediaType={one.mediaType}
            />
          ))}
        </section>
      ))}
    </>
  );
}
