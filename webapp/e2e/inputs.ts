/** What the journeys say, and how the demo model's answers to it are known. */
export const inputs = {
  question: {
    text: "What broke since the last release?",
    tool: /search issues/i,
    answer: /PARLEY-\d+/,
  },
  change: {
    text: "Resolve PARLEY-12",
    tool: /resolve/i,
    argument: "PARLEY-12",
    approved: /PARLEY-12 (is|was) resolved/,
    denied: /nothing was changed/,
  },
  asking: {
    text: "Escalate PARLEY-12",
    message: /How shall PARLEY-12 be escalated/,
    choice: "Severity",
    chosen: "sev1",
    field: "Note",
    accepted: /PARLEY-12 is escalated as sev1/,
    declined: /PARLEY-12 is not escalated: the user said no/,
  },
  long: { text: "count to 200", begin: /\b3 4 5\b/, end: /199 200/ },
  prompt: {
    typed: "/triage",
    option: /:triage/,
    argument: "project",
    value: "checkout-api",
    chip: /:triage project=checkout-api/,
    rendered: /checkout-api/,
  },
  failure: { text: "fail", retry: "Try again" },
};
