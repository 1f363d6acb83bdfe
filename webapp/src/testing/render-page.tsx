import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import type { Connection } from "@/api/connections";
import type { Server } from "@/api/metadata";

export const demoServer: Server = {
  name: "demo",
  state: "connected",
  tools: [
    {
      name: "resolve_issue",
      title: "Resolve issue",
      description: "Marks an issue as resolved.",
      annotations: { readOnly: false, destructive: true },
    },
  ],
  prompts: [
    {
      name: "triage",
      title: "Triage a project",
      description: "Says what to do first.",
      arguments: [
        { name: "project", description: "Its short name", required: true },
        { name: "since", description: "", required: false },
      ],
    },
  ],
  resources: [
    {
      uri: "wiki://runbook",
      name: "runbook",
      title: "Runbook",
      description: "What to do at night.",
      mediaType: "text/markdown",
    },
  ],
  templates: [
    {
      uriTemplate: "wiki://page/{name}",
      name: "page",
      title: "A page",
      description: "",
      mediaType: "",
    },
  ],
};

/** What the server says of the connections to its servers. */
export const connections: Connection[] = [
  { name: "demo", state: "connected", reason: "", signIn: false, scopes: [] },
];

/** Renders with what the server would say of itself already at hand. */
export function renderPage(page: ReactNode, known: Connection[] = connections) {
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity } },
  });
  queries.setQueryData(["servers"], [demoServer]);
  queries.setQueryData(["connections"], known);
  queries.setQueryData(["models"], {
    models: [{ id: "demo", demo: true }],
    attachments: { bytesMax: 5_000_000, perMessageMax: 10 },
  });
  const user = userEvent.setup();
  return { user, ...render(<QueryClientProvider client={queries}>{page}</QueryClientProvider>) };
}
