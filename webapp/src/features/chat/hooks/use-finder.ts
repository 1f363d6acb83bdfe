import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Server } from "@/api/metadata";
import { serversQuery } from "@/api/queries";
import { containsWords, countOf } from "@/features/chat/lib/contains-words";

/** Whether something is looked for, by all that is said of it. */
type IsFound = (...texts: string[]) => boolean;

/** Looks for one kind of what the servers have: the field for it, and the lines of each server. */
export function useFinder(
  noun: string,
  filter: string,
  linesOf: (server: Server, isFound: IsFound) => ReactNode[],
) {
  const [search, setSearch] = useState(filter);
  const { data: servers = [], isPending } = useQuery(serversQuery);
  const found = servers
    .map((server) => ({
      name: server.name,
      lines: linesOf(server, (...texts) => containsWords(search, server.name, ...texts)),
    }))
    .filter(({ lines }) => lines.length > 0);
  const count = found.reduce((sum, { lines }) => sum + lines.length, 0);
  const field = {
    label: `Find a ${noun}`,
    value: search,
    count: isPending ? "Asking the servers…" : countOf(count, noun),
    onChange: setSearch,
  };
  return { field, found };
}
