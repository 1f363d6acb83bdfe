import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Conversation } from "@/api/conversations";
import type { Message } from "@/api/message";
import { ChatSession } from "@/features/chat/lib/chat-session";

type Answer = (request: {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}) => Response;

let answers: [RegExp, Answer][] = [];
let requests: string[] = [];

beforeEach(() => {
  answers = [];
  requests = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    const line = `${method} ${path}`;
    requests.push(line);
    const at = answers.findIndex(([pattern]) => pattern.test(line));
    const answer = answers[at]?.[1];
    if (!answer) return Promise.reject(new TypeError(`Failed to fetch ${line}`));
    answers.splice(at, 1);
    const body = typeof init.body === "string" ? init.body : "";
    return Promise.resolve(answer({ method, path, headers: new Headers(init.headers), body }));
  });
});

afterEach(() => vi.unstubAllGlobals());

function on(pattern: RegExp, answer: Answer) {
  answers.push([pattern, answer]);
}

function events(...chunks: unknown[]) {
  return chunks.map((chunk, i) => `id: ${i + 1}\ndata: ${JSON.stringify(chunk)}\n\n`).join("");
}

const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 };
const begin = [
  { type: "start", messageId: "a1", messageMetadata: { conversationId: "c", turnId: "t" } },
  { type: "start-step" },
  { type: "text-start", id: "text-1" },
  { type: "text-delta", id: "text-1", delta: "Half of " },
];
const end = [
  { type: "text-delta", id: "text-1", delta: "the answer" },
  { type: "text-end", id: "text-1" },
  { type: "finish-step" },
  { type: "finish", finishReason: "stop", messageMetadata: { outcome: "completed", usage } },
];
const done = "data: [DONE]\n\n";

const stream = (text: string) =>
  new Response(text, { headers: { "content-type": "text/event-stream" } });

function stored(messages: Message[], running = false) {
  const at = "2026-01-01T00:00:00Z";
  return Response.json({ id: "c", title: "T", createdAt: at, updatedAt: at, running, messages });
}

const whole: Message = {
  id: "a1",
  role: "assistant",
  parts: [{ type: "step-start" }, { type: "text", text: "The whole answer", state: "done" }],
};

function session(initial?: Partial<Conversation>) {
  const at = "2026-01-01T00:00:00Z";
  const conversation: Conversation | undefined = initial && {
    id: "c",
    title: "T",
    createdAt: at,
    updatedAt: at,
    running: false,
    messages: [],
    ...initial,
  };
  return new ChatSession("c", conversation, () => undefined);
}

function said(of: ChatSession) {
  const parts = of.chat.messages.flatMap((message) =>
    message.role === "assistant" ? message.parts : [],
  );
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
}

const question = { type: "text", text: "What broke?" } as const;

test("only the last message goes out, with the header no other site can set", async () => {
  let sent = "";
  let header: string | null = null;
  on(/^POST \/api\/chat$/, ({ body, headers }) => {
    sent = body;
    header = headers.get("X-Requested-By");
    return stream(events(...begin, ...end) + done);
  });
  const chat = session({ messages: [whole] });

  await chat.send(question);

  expect(header).toBe("parley");
  expect(JSON.parse(sent)).toMatchObject({
    id: "c",
    trigger: "submit-message",
    messages: [{ role: "user", parts: [question] }],
  });
});

test("a lost line is taken up after the last event, and the answer is whole", async () => {
  let lastEventId: string | null = "";
  on(/^POST/, () => stream(events(...begin)));
  on(/stream\?turn=t$/, ({ headers }) => {
    lastEventId = headers.get("Last-Event-ID");
    return stream(events(...end) + done);
  });
  const chat = session();
  const lines: string[] = [];
  chat.subscribe(() => lines.push(chat.state().line));

  await chat.send(question);

  expect(lastEventId).toBe("4");
  expect(said(chat)).toBe("Half of the answer");
  expect(lines).toContain("lost");
  expect(chat.state().line).toBe("open");
});

test("a server that is down is asked again until it answers", async () => {
  on(/^POST/, () => stream(events(...begin)));
  on(/stream\?turn=t$/, () => new Response("", { status: 503 }));
  on(/stream\?turn=t$/, () => stream(events(...end) + done));
  const chat = session();

  await chat.send(question);

  expect(requests.filter((line) => line.endsWith("stream?turn=t"))).toHaveLength(2);
  expect(said(chat)).toBe("Half of the answer");
});

test("half an answer whose end was missed is never shown as whole", async () => {
  on(/^POST/, () => stream(events(...begin)));
  on(/stream\?turn=t$/, () => new Response(null, { status: 204 }));
  let release: () => void = () => undefined;
  const chat = session();
  const caughtUp = new Promise<void>((resolve) => (release = resolve));
  const busy: boolean[] = [];
  chat.subscribe(() => {
    busy.push(chat.isBusy);
    if (!chat.isBusy && said(chat) === "The whole answer") release();
  });
  on(/conversations/, () => stored([whole]));

  await chat.send(question);
  expect(chat.isBusy || said(chat) === "The whole answer").toBe(true);
  await caughtUp;

  expect(said(chat)).toBe("The whole answer");
  expect(busy.at(-1)).toBe(false);
});

test("a reload takes up the running turn from its beginning", async () => {
  const half: Message = { id: "a1", role: "assistant", parts: [{ type: "text", text: "Half" }] };
  const user: Message = { id: "u1", role: "user", parts: [question] };
  on(/stream$/, () => stream(events(...begin, ...end) + done));
  const chat = session({ running: true, messages: [user, half] });
  const settled = new Promise<void>((resolve) => {
    chat.subscribe(
      () => chat.chat.status === "ready" && said(chat).endsWith("answer") && resolve(),
    );
  });

  chat.open();
  await settled;

  expect(said(chat)).toBe("Half of the answer");
  expect(chat.chat.messages.map((message) => message.id)).toEqual(["u1", "a1"]);
});

test("a reload after the turn has ended shows the whole answer", async () => {
  on(/stream$/, () => new Response(null, { status: 204 }));
  on(/conversations/, () => stored([whole]));
  const chat = session({ running: true, messages: [] });
  const settled = new Promise<void>((resolve) => {
    chat.subscribe(() => said(chat) === "The whole answer" && resolve());
  });

  chat.open();
  await settled;

  expect(chat.isBusy).toBe(false);
});

test("a reload while an approved call runs goes on with the message that asked", async () => {
  const user: Message = { id: "u1", role: "user", parts: [question] };
  const call = { type: "dynamic-tool", toolName: "demo__resolve", toolCallId: "c1" } as const;
  const asked: Message = {
    id: "a1",
    role: "assistant",
    parts: [
      { type: "step-start" },
      { type: "text", text: "May I? ", state: "done" },
      { ...call, state: "input-available", input: { issue: 12 } },
    ],
  };
  const result = { type: "data-tool-result", id: "c1", data: { status: "ok", tookMs: 5 } };
  const output = { content: [{ type: "text", text: "Resolved." }] };
  const approval = { type: "tool-approval-response", approvalId: "c1", approved: true };
  const finished = { type: "tool-output-available", toolCallId: "c1", output, dynamic: true };
  const replay = events(begin[0], approval, result, finished, ...begin.slice(1), ...end);
  on(/stream$/, () => stream(replay + done));
  const chat = session({ running: true, messages: [user, asked] });
  const settled = new Promise<void>((resolve) => {
    chat.subscribe(
      () => chat.chat.status === "ready" && said(chat).endsWith("answer") && resolve(),
    );
  });

  chat.open();
  await settled;

  expect(chat.chat.messages.map((message) => message.id)).toEqual(["u1", "a1"]);
  expect(said(chat)).toBe("May I? Half of the answer");
  expect(chat.chat.messages[1]?.parts[2]).toMatchObject({ state: "output-available", output });
});

test("a refused message is taken back and the reason is shown", async () => {
  const body = '{"code":"invalid_body","detail":"Too long."}';
  const headers = { "content-type": "application/problem+json" };
  on(/^POST/, () => new Response(body, { status: 400, headers }));
  const chat = session();

  const isTaken = await chat.send(question);

  expect(isTaken).toBe(false);
  expect(chat.chat.messages).toEqual([]);
  expect(chat.state().problem).toMatchObject({ code: "invalid_body", detail: "Too long." });
});

test("a message whose answer got lost is not sent twice", async () => {
  let sentId = "";
  on(/^POST/, ({ body }) => {
    sentId = /"id":"([\w-]{24})"/.exec(body)?.[1] ?? "";
    throw new TypeError("Failed to fetch");
  });
  on(/conversations/, () => stored([{ id: sentId, role: "user", parts: [question] }, whole]));
  const chat = session();

  const isTaken = await chat.send(question);

  expect(isTaken).toBe(true);
  expect(said(chat)).toBe("The whole answer");
});

test("an error in the stream is a notice, not a refusal", async () => {
  const notice = { type: "data-notice", data: { code: "model_unavailable", text: "No model." } };
  const error = { type: "error", errorText: "model_unavailable No model." };
  on(/^POST/, () => stream(events(begin[0], notice, error) + done));
  const chat = session();

  const isTaken = await chat.send(question);

  expect(isTaken).toBe(true);
  expect(chat.state().problem).toBeUndefined();
  expect(chat.chat.messages.at(-1)?.parts).toContainEqual(notice);
});

test("stopping is the server's work: the stream is read to its end", async () => {
  on(/stop$/, () => new Response(null, { status: 204 }));
  const chat = session();

  await chat.stop();

  expect(requests).toEqual(["POST /api/chat/c/stop"]);
  expect(chat.state().isStopping).toBe(true);
});
