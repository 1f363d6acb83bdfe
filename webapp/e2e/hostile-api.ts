import type { Page } from "@playwright/test";

const NOW = new Date().toISOString();
const ID = "00000000-0000-4000-8000-000000000007";

/** Where the page shows the conversation that `answerWith` makes up. */
export const HOSTILE_PATH = `/c/${ID}`;

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function result(text: string) {
  return {
    content: [
      { type: "text", text },
      { type: "text", text: JSON.stringify({ [text]: text }) },
      { type: "image", data: base64(text), mimeType: "image/svg+xml" },
      { type: "image", data: base64(text), mimeType: "image/png" },
      { type: "image", data: text, mimeType: "image/png" },
      { type: "image", data: base64(text), mimeType: text },
      { type: "audio", data: base64(text), mimeType: "audio/wav" },
      { type: "resource_link", uri: text, name: text, description: text, mimeType: text },
      { type: "resource", resource: { uri: text, mimeType: "text/html", text } },
      { type: "resource", resource: { uri: text, mimeType: text, blob: base64(text) } },
      { type: text, text },
    ],
    structuredContent: { [text]: text, list: [text, { [text]: [text] }] },
  };
}

function tool(text: string, key: string, end: object) {
  return {
    type: "dynamic-tool",
    toolCallId: `call-${key}`,
    toolName: `${text}__${text}`,
    title: text,
    input: { [text]: text },
    ...end,
  };
}

/** A question and its answer, with the text in every place a message has for one. */
function messages(text: string, i: number) {
  const denied = { id: `a-${i}`, approved: false, reason: text };
  return [
    { id: `u${i}`, role: "user", parts: [{ type: "text", text }] },
    {
      id: `a${i}`,
      role: "assistant",
      metadata: { createdAt: NOW, outcome: "failed" },
      parts: [
        { type: "reasoning", text },
        { type: "text", text },
        tool(text, `${i}-done`, { state: "output-available", output: result(text) }),
        tool(text, `${i}-failed`, { state: "output-error", errorText: text }),
        tool(text, `${i}-denied`, { state: "output-denied", approval: denied }),
        { type: "data-prompt", data: { server: text, prompt: text, arguments: { [text]: text } } },
        { type: "data-notice", data: { code: "model_unavailable", text } },
      ],
    },
  ];
}

/** The API, were everything that others have a say in one of these texts. */
export async function answerWith(page: Page, texts: readonly string[]): Promise<void> {
  const last = texts[0] ?? "";
  const asking = {
    id: "asking",
    role: "assistant",
    metadata: { createdAt: NOW, outcome: "awaiting_approval" },
    parts: [tool(last, "asking", { state: "approval-requested", approval: { id: "call-asking" } })],
  };
  const conversation = (title: string, id: string) => ({
    id,
    title,
    createdAt: NOW,
    updatedAt: NOW,
  });
  const question = { id: "asked", role: "user", parts: [{ type: "text", text: "Go on" }] };
  const answers: Record<string, unknown> = {
    [`/api/conversations/${ID}`]: {
      ...conversation(last, ID),
      running: false,
      messages: [...texts.flatMap(messages), question, asking],
    },
    "/api/conversations": { conversations: texts.map((text, i) => conversation(text, `c-${i}`)) },
    "/api/models": { models: [{ id: last, demo: false }] },
    "/api/servers": {
      servers: texts.map((name) => ({
        name,
        state: "failed",
        reason: name,
        signIn: true,
        scopes: [name],
      })),
    },
    "/api/approvals": {
      approvals: texts.map((text, i) => ({ id: `s-${i}`, server: text, tool: text, since: NOW })),
    },
    "/api/metadata": {
      servers: texts.map((text) => ({
        name: text,
        state: "failed",
        error: { code: text, text },
        tools: [{ name: text, title: text, description: text, inputSchema: {} }],
        prompts: [
          {
            name: text,
            title: text,
            description: text,
            arguments: [{ name: text, description: text, required: true }],
          },
        ],
        resources: [{ uri: text, name: text, title: text, description: text, mediaType: text }],
        templates: [{ uriTemplate: text, name: text, title: text, description: text }],
      })),
    },
  };
  await page.route("**/api/**", async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    const answer = request.method() === "GET" ? answers[pathname] : undefined;
    if (answer !== undefined) await route.fulfill({ json: answer });
    else if (request.method() === "GET") await route.fallback();
    else {
      await route.fulfill({
        status: 422,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: last, title: last, detail: texts.join("\n") }),
      });
    }
  });
}
