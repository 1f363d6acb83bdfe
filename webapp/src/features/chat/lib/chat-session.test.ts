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
const sessions: ChatSession[] = [];

beforeEach(() => {
  localStorage.clear();
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

afterEach(() => {
  sessions.splice(0).forEach((session) => session.close());
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function on(pattern: RegExp, answer: Answer) {
  answers.push([pattern, answer]);
}

function events(...chunks: unknown[]) {
  return chunks.map((chunk, i) => `id: 1.${i + 1}\ndata: ${JSON.stringify(chunk)}\n\n`).join("");
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

function refusal(status: number, code: string, more: Record<string, string> = {}) {
  const headers = { "content-type": "application/problem+json", ...more };
  return new Response(JSON.stringify({ code, detail: "No." }), { status, headers });
}

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
  const opened = new ChatSession("c", conversation, () => undefined);
  sessions.push(opened);
  return opened;
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

  expect(lastEventId).toBe("1.4");
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

test("f24: a message that does not arrive is sent again under the same key until it does", async () => {
  const sent: string[] = [];
  const note = ({ headers, body }: { headers: Headers; body: string }) =>
    sent.push(`${headers.get("Idempotency-Key")} ${body}`);
  on(/^POST/, (request) => {
    note(request);
    throw new TypeError("Failed to fetch");
  });
  on(/^POST/, (request) => {
    note(request);
    return refusal(503, "storage_unavailable", { "Retry-After": "0.01" });
  });
  on(/^POST/, (request) => {
    note(request);
    return stream(events(...begin, ...end) + done);
  });
  const chat = session();
  const unsaved: boolean[] = [];
  chat.subscribe(() => unsaved.push(chat.state().isUnsaved));

  const sending = chat.send(question);
  expect(session().unsentText).toBe(question.text);

  expect(await sending).toBe(true);
  expect(sent).toHaveLength(3);
  expect(new Set(sent).size).toBe(1);
  expect(sent[0]).toMatch(/^[\w-]{22,} /);
  expect(unsaved).toContain(true);
  expect(chat.state().isUnsaved).toBe(false);
  expect(said(chat)).toBe("Half of the answer");
  expect(session().unsentText).toBe("");
});

test("f24: giving up gives the text back, and sending it again is the same message", async () => {
  const keys: (string | null)[] = [];
  on(/^POST/, ({ headers }) => {
    keys.push(headers.get("Idempotency-Key"));
    throw new TypeError("Failed to fetch");
  });
  const chat = session();
  chat.subscribe(() => {
    if (chat.state().isUnsaved && !chat.state().isStopping) void chat.stop();
  });

  const isTaken = await chat.send(question);

  expect(isTaken).toBe(false);
  expect(chat.chat.messages).toEqual([]);
  expect(requests.filter((line) => line.endsWith("/stop"))).toEqual([]);

  on(/^POST/, ({ headers }) => {
    keys.push(headers.get("Idempotency-Key"));
    return stream(events(...begin, ...end) + done);
  });
  const later = session();
  expect(later.unsentText).toBe(question.text);
  expect(await later.send(question)).toBe(true);
  expect(new Set(keys).size).toBe(1);
});

test("f33: a message that turns out to be answered is read, not sent twice", async () => {
  let sentId = "";
  on(/^POST/, ({ body }) => {
    sentId = /"id":"([\w-]{24})"/.exec(body)?.[1] ?? "";
    return refusal(409, "already_answered");
  });
  on(/conversations/, () => stored([{ id: sentId, role: "user", parts: [question] }, whole]));
  const chat = session();

  const isTaken = await chat.send(question);

  expect(isTaken).toBe(true);
  expect(said(chat)).toBe("The whole answer");
  expect(chat.state().problem).toBeUndefined();
});

test("f34: a tab that sends while another's answer runs keeps its text and follows", async () => {
  const user: Message = { id: "u1", role: "user", parts: [{ type: "text", text: "Other" }] };
  on(/^POST/, () => refusal(409, "conversation_busy"));
  on(/conversations/, () => stored([user], true));
  on(/stream$/, () => stream(events(...begin, ...end) + done));
  const chat = session();
  const followed = new Promise<void>((resolve) => {
    chat.subscribe(() => !chat.isBusy && said(chat).endsWith("answer") && resolve());
  });

  const isTaken = await chat.send(question);
  await followed;

  expect(isTaken).toBe(false);
  expect(chat.state().problem?.code).toBe("conversation_busy");
  expect(chat.chat.messages.map((message) => message.id)).toEqual(["u1", "a1"]);
});

const broken: Message = {
  id: "a1",
  role: "assistant",
  parts: [
    { type: "step-start" },
    { type: "text", text: "First, ", state: "done" },
    { type: "data-notice", data: { code: "server_restarted", text: "The server stopped." } },
  ],
};

test("an interrupted answer is continued in the same message", async () => {
  let sent = "";
  on(/^POST/, ({ body }) => {
    sent = body;
    return stream(events(...begin, ...end) + done);
  });
  const chat = session({
    messages: [{ id: "u1", role: "user", parts: [question] }, broken],
  });

  await chat.continueAnswer();

  expect(JSON.parse(sent)).toMatchObject({ trigger: "continue-message", messages: [] });
  expect(chat.chat.messages.map((message) => message.id)).toEqual(["u1", "a1"]);
  expect(said(chat)).toBe("First, Half of the answer");
});

test("a reload while an answer is being continued keeps what it said before", async () => {
  const half: Message["parts"] = [{ type: "step-start" }, { type: "text", text: "Half of " }];
  on(/stream$/, () => stream(events(...begin, ...end) + done));
  const chat = session({
    running: true,
    messages: [
      { id: "u1", role: "user", parts: [question] },
      { ...broken, parts: [...broken.parts, ...half] },
    ],
  });
  const settled = new Promise<void>((resolve) => {
    chat.subscribe(() => !chat.isBusy && said(chat).endsWith("answer") && resolve());
  });

  chat.open();
  await settled;

  expect(chat.chat.messages.map((message) => message.id)).toEqual(["u1", "a1"]);
  expect(said(chat)).toBe("First, Half of the answer");
});

test("a conversation that is opened while the server is down is followed once it is back", async () => {
  on(/stream$/, () => {
    throw new TypeError("Failed to fetch");
  });
  on(/stream$/, () => refusal(503, "storage_unavailable"));
  on(/stream$/, () => stream(events(...begin, ...end) + done));
  const chat = session({ running: true, messages: [] });
  const busy: boolean[] = [];
  const settled = new Promise<void>((resolve) => {
    chat.subscribe(() => {
      busy.push(chat.isBusy);
      if (!chat.isBusy && said(chat).endsWith("answer")) resolve();
    });
  });

  chat.open();
  expect(chat.isBusy).toBe(true);
  await settled;

  expect(said(chat)).toBe("Half of the answer");
});

test("a turn that waits for another replica is looked for again after a pause", async () => {
  vi.useFakeTimers();
  for (let i = 0; i < 2; i++) {
    on(/stream$/, () => new Response(null, { status: 204 }));
    on(/conversations/, () => stored([], true));
  }
  on(/stream$/, () => stream(events(...begin, ...end) + done));
  const chat = session({ running: true, messages: [] });

  chat.open();
  await vi.advanceTimersByTimeAsync(150);
  const soon = requests.filter((line) => line.endsWith("/stream")).length;
  await vi.advanceTimersByTimeAsync(2_000);

  expect(soon).toBe(1);
  expect(said(chat)).toBe("Half of the answer");
});

test("f25: late saving is told while it lasts, and leaves no trace in the message", async () => {
  const saving = (delayed: boolean) => ({
    type: "data-saving",
    data: { delayed },
    transient: true,
  });
  on(/^POST/, () => stream(events(...begin, saving(true), saving(false), ...end) + done));
  const chat = session();
  const delayed: boolean[] = [];
  chat.subscribe(() => delayed.push(chat.state().isSavingDelayed));

  await chat.send(question);

  expect(delayed).toContain(true);
  expect(delayed.at(-1)).toBe(false);
  expect(chat.chat.lastMessage?.parts.map((part) => part.type)).toEqual(["step-start", "text"]);
});

test("an approval that waits for another one is not sent, and not lost", async () => {
  const call = { type: "dynamic-tool", toolName: "demo__resolve", input: {} } as const;
  const state = "approval-requested";
  const asked: Message = {
    id: "a1",
    role: "assistant",
    parts: [
      { ...call, toolCallId: "c1", state, approval: { id: "c1" } },
      { ...call, toolCallId: "c2", state, approval: { id: "c2" } },
    ],
  };
  const chat = session({ messages: [asked] });

  await chat.answer({ id: "c1", approved: true });

  expect(requests).toEqual([]);
  expect(chat.chat.lastMessage?.parts[0]).toMatchObject({ state: "approval-responded" });
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

const earlier: Message = {
  id: "u1",
  role: "user",
  parts: [
    { type: "file", mediaType: "image/png", filename: "a.png", url: "/api/attachments/f1" },
    { type: "text", text: "What broke?", state: "done" },
  ],
};

test("an edited message goes out in the place of the earlier one, with its files", async () => {
  const chat = session({ messages: [earlier, whole] });
  let sent = "";
  on(/^POST \/api\/chat$/, ({ body }) => {
    sent = body;
    return stream(events(...begin, ...end) + done);
  });

  expect(await chat.send({ type: "text", text: "Why?" }, earlier)).toBe(true);

  const body: unknown = JSON.parse(sent);
  expect(body).toMatchObject({
    trigger: "submit-message",
    messageId: "u1",
    messages: [{ role: "user", parts: [earlier.parts[0], { type: "text", text: "Why?" }] }],
  });
  expect(chat.chat.messages.map((message) => message.role)).toEqual(["user", "assistant"]);
  expect(chat.chat.messages[0]?.parts.at(-1)).toEqual({ type: "text", text: "Why?" });
});

test("an edit that is refused leaves everything as it was", async () => {
  const chat = session({ messages: [earlier, whole] });
  on(/^POST \/api\/chat$/, () => refusal(429, "rate_limited"));

  expect(await chat.send({ type: "text", text: "Why?" }, earlier)).toBe(false);

  expect(chat.chat.messages).toEqual([earlier, whole]);
  expect(chat.state().problem?.code).toBe("rate_limited");
});

test("a03: what is allowed always is said once, with the answers of all calls", async () => {
  const call = { type: "dynamic-tool", toolName: "demo__resolve", input: {} } as const;
  const state = "approval-requested";
  const message: Message = {
    id: "a1",
    role: "assistant",
    parts: [
      { ...call, toolCallId: "c1", state, approval: { id: "c1" } },
      { ...call, toolCallId: "c2", state, approval: { id: "c2" } },
    ],
  };
  const bodies: unknown[] = [];
  const chat = session({ messages: [message] });
  on(/POST \/api\/chat$/, ({ body }) => {
    bodies.push(JSON.parse(body));
    return stream(events(...begin, ...end) + done);
  });
  await chat.answer({ id: "c1", approved: true, always: true });
  await chat.answer({ id: "c2", approved: false });

  await vi.waitFor(() => expect(bodies).toHaveLength(1));

  expect(bodies[0]).toMatchObject({ always: ["c1"] });
  expect(JSON.stringify(bodies[0])).not.toContain('"always":true');
});
