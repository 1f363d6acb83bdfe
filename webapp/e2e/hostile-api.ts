import type { Page } from "@playwright/test";

const NOW = new Date().toISOString();
const ID = "00000000-0000-4000-8000-000000000007";

const RUNNING_ID = "00000000-0000-4000-8000-000000000008";

/** Where the page shows the conversation that `answerWith` makes up. */
export const HOSTILE_PATH = `/c/${ID}`;

/** Where it shows the one whose answer runs, and in which servers tell and ask. */
export const RUNNING_PATH = `/c/${RUNNING_ID}`;

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

/** What a server tells and asks while its tool runs, with the text in every place there is for one. */
function running(text: string, i: number) {
  const call = { toolCallId: `call-${i}`, toolName: `${text}__${text}` };
  const option = { value: text, title: text };
  const words = { title: text, description: text, required: false };
  const asks = { toolCallId: call.toolCallId, server: text, message: text };
  const fields = [
    { name: text, type: "text", description: text, required: false, minLength: 0, maxLength: 99 },
    { ...words, name: "note", type: "text", minLength: 0, maxLength: 99, default: text },
    { ...words, name: "mail", type: "text", minLength: 0, maxLength: 99, format: "email" },
    { ...words, name: "count", type: "number", integer: true },
    { ...words, name: "sure", type: "boolean" },
    { ...words, name: "one", type: "choice", options: [option], default: text },
    { ...words, name: "some", type: "choices", options: [option], minItems: 0, maxItems: 1 },
  ];
  const form = { ...asks, mode: "form", fields };
  return [
    { type: "tool-input-available", ...call, title: text, dynamic: true, input: { [text]: text } },
    {
      type: "data-tool-progress",
      id: call.toolCallId,
      data: { progress: 1, total: 2, message: text },
    },
    { type: "data-elicitation", id: `form-${i}`, data: form },
    { type: "data-elicitation", id: `url-${i}`, data: { ...asks, mode: "url", url: text } },
    { type: "data-elicitation", id: `over-${i}`, data: { ...asks, mode: "url", url: text } },
    { type: "data-elicitation-state", id: `over-${i}`, data: { state: "accepted" } },
  ];
}

/** The running answer so far, as it is streamed. */
function streamed(texts: readonly string[]): string {
  const begin = { type: "start", messageId: "a", messageMetadata: { turnId: "t" } };
  const chunks = [begin, { type: "start-step" }, ...texts.flatMap(running)];
  return chunks.map((chunk, i) => `id: 1.${i}\ndata: ${JSON.stringify(chunk)}\n\n`).join("");
}

/** What the API says, were everything that others have a say in one of these texts. */
function made(texts: readonly string[]) {
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
    [`/api/conversations/${RUNNING_ID}`]: {
      ...conversation(last, RUNNING_ID),
      running: true,
      messages: [question],
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
      servers: texts.map((text, i) => ({
        name: text,
        state: "failed",
        error: { code: text, text },
        tools: [{ name: text, title: text, description: text, inputSchema: {} }],
        prompts: [
          {
            name: text,
            title: text,
            description: text,
            // All that are hostile in one dialog, which is that of the first prompt.
            arguments: (i === 0 ? texts : [text]).map((name) => ({ name, description: name })),
          },
        ],
        resources: [{ uri: text, name: text, title: text, description: text, mediaType: text }],
        templates: [{ uriTemplate: text, name: text, title: text, description: text }],
      })),
    },
  };
  const said: Record<string, unknown> = {
    "/api/complete": { values: texts },
    "/api/prompts": { messages: texts.map((text) => ({ role: "user", text })) },
    "/api/resources": {
      contents: texts.flatMap((text) => [
        { uri: text, mediaType: "text/html", text },
        { uri: text, mediaType: text, blob: base64(text) },
      ]),
    },
  };
  const refusal = { code: last, title: last, detail: texts.join("\n") };
  return { answers, said, refusal, stream: streamed(texts) };
}

/** In how many places each of the texts is, but for those where Base64 hides it. */
export function countPlaces(): number {
  return JSON.stringify(made(["#"])).split("#").length - 1;
}

/** The API, were everything that others have a say in one of these texts. */
export async function answerWith(page: Page, texts: readonly string[]): Promise<void> {
  const { answers, said, refusal, stream } = made(texts);
  let streams = 0;
  await page.route("**/api/**", async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    const isRead = request.method() === "GET";
    const answer =
      (isRead ? answers[pathname] : undefined) ?? said[pathname.split("/", 3).join("/")];
    if (pathname === `/api/chat/${RUNNING_ID}/stream`) {
      // No further one is answered: the server goes on to think.
      const contentType = "text/event-stream";
      if (streams++ === 0) await route.fulfill({ contentType, body: stream });
    } else if (answer !== undefined) await route.fulfill({ json: answer });
    else if (isRead) await route.fallback();
    else {
      await route.fulfill({
        status: 422,
        contentType: "application/problem+json",
        body: JSON.stringify(refusal),
      });
    }
  });
}
