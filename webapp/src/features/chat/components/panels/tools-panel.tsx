import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serversQuery } from "@/api/queries";
import { FilterField } from "@/features/chat/components/panels/filter-field";
import { ToolHints } from "@/features/chat/components/tools/tool-hints";
import { containsWords, countOf } from "@/features/chat/lib/contains-words";
import { visibleText } from "@/lib/visible-text";

interface ToolsPanelProps {
  filter: string;
}

/** The tools of each server, with all that their server says of them. */
export function ToolsPanel({ filter }: ToolsPanelProps) {
  const [search, setSearch] = useState(filter);
  const { data: servers = [], isPending } = useQuery(serversQuery);
  const found = servers
    .map(({ name, tools }) => ({
      name,
      tools: tools.filter((tool) =>
        containsWords(search, name, tool.name, tool.title, tool.description),
      ),
    }))
    .filter(({ tools }) => tools.length > 0);
  const count = found.reduce((sum, { tools }) => sum + tools.length, 0);
  return (
    <>
      <FilterField
        label="Find a tool"
        value={search}
        count={isPending ? "Asking the servers…" : countOf(count, "tool")}
        onChange={setSearch}
      />
      {found.map((server) => (
        <section key={server.name} aria-label={`Tools of ${server.name}`}>
          <h3 className="text-xs font-medium text-muted-foreground">{visibleText(server.name)}</h3>
          <ul className="divide-y divide-border">
            {server.tools.map((tool) => (
              <li key={tool.name} className="space-y-1.5 py-2.5 text-sm">
                <p className="flex flex-wrap items-baseline gap-x-2.5">
                  <span className="font-medium wrap-anywhere">
                    {visibleText(tool.title === "" ? tool.name : tool.title)}
                  </span>
                  <span className="font-mono text-xs wrap-anywhere text-muted-foreground">
                    {visibleText(tool.name)}
                  </span>
                </p>
                <p className="leading-6 wrap-anywhere whitespace-pre-wrap text-muted-foreground">
                  {visibleText(tool.description)}
                </p>
                <ToolHints tool={tool} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
