// What the mock server's one server offers.
export const models = [{ id: "demo", demo: true }];

const read = { readOnly: true, destructive: false, idempotent: true, openWorld: false };

/** How the user stands with each server; changed by signing in and out. */
export const connections = [
  { name: "demo", state: "connected", code: "", reason: "", signIn: false, scopes: [] },
  { name: "shop", state: "needs_sign_in", code: "", reason: "", signIn: true, scopes: [] },
];

export const servers = [
  {
    name: "demo",
    state: "connected",
    tools: [
      {
        name: "search_issues",
        title: "Search issues",
        description: "Finds issues by words.",
        inputSchema: {},
        annotations: read,
      },
      {
        name: "event_chart",
        title: "Event chart",
        description: "Draws events over time.",
        inputSchema: {},
        annotations: read,
      },
      {
        name: "resolve_issue",
        title: "Resolve issue",
        description:
          "Marks an issue as resolved in a release. People who watch the issue get a mail.",
        inputSchema: {},
        annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: false },
      },
    ],
    prompts: [
      {
        name: "triage",
        title: "Triage a project",
        description: "Looks at the worst issues of a project and says what to do first.",
        arguments: [
          {
            name: "project",
            description: "The project's short name, such as checkout-api",
            required: true,
          },
          { name: "since", description: "How far to look back, such as 7 days", required: false },
        ],
      },
      {
        name: "release_report",
        title: "Release report",
        description: "Sums up a release.",
        arguments: [],
      },
    ],
    resources: [],
  },
  {
    name: "wiki",
    state: "failed",
    error: { code: "server_unreachable", text: "cannot be reached" },
    tools: [],
    prompts: [],
    resources: [],
  },
];

export function renderPrompt({ prompt, arguments: given }) {
  const words = Object.entries(given).map(([name, value]) => `${name} ${value}`);
  return `Please do “${prompt}” for ${words.join(", ") || "everything"}: look at the issues and say what to do first.`;
}
