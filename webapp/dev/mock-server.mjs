// Serves the built page with a scripted assistant, for work on the page alone: `npm run build && npm run mock`.
// It speaks the wire of the real server and keeps everything in memory. Not part of the product.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { POLICY } from "./policy.mjs";
import { connections, models, renderPrompt, servers } from "./mock-catalog.mjs";
import { scriptFor } from "./mock-script.mjs";

const WEB = "target/classes/web";
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const conversations = new Map();
const turns = new Map();
const files = new Map();

class Turn {
  events = [];
  ended = false;
  listeners = new Set();
  stopped = false;

  emit(chunk, hasId = true) {
    if (hasId) this.seq = (this.seq ?? 0) + 1;
    this.events.push({ id: hasId ? this.seq : undefined, data: JSON.stringify(chunk) });
    this.listeners.forEach((listener) => listener());
  }

  end() {
    this.ended = true;
    this.listeners.forEach((listener) => listener());
  }
}

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

function problem(response, status, code, detail) {
  response.writeHead(status, { "Content-Type": "application/problem+json" });
  response.end(JSON.stringify({ type: "about:blank", title: code, status, detail, code }));
}

function json(response, body) {
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

function stream(request, response, turn, after) {
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "x-vercel-ai-ui-message-stream": "v1",
  });
  let next = 0;
  while (turn.events[next] && (turn.events[next].id ?? 0) <= after && after > 0) next++;
  const write = () => {
    for (; next < turn.events.length; next++) {
      const { id, data } = turn.events[next];
      response.write(`${id === undefined ? "" : `id: 1.${id}\n`}data: ${data}\n\n`);
    }
    if (turn.ended) {
      turn.listeners.delete(write);
      response.end("data: [DONE]\n\n");
    }
  };
  turn.listeners.add(write);
  request.on("close", () => turn.listeners.delete(write));
  write();
}

/** Runs a script: it is given what to emit and keeps the stored message in step. */
async function run(conversation, turn, message, script) {
  const usage = { inputTokens: 900, cachedInputTokens: 0, outputTokens: 120, reasoningTokens: 0 };
  const metadata = (outcome) => ({ messageMetadata: { outcome, usage } });
  turn.emit({
    type: "start",
    messageId: message.id,
    messageMetadata: { conversationId: conversation.id, turnId: randomUUID() },
  });
  const context = { turn, message, sleep, block: 0 };
  let outcome;
  try {
    outcome = (await script(context)) ?? "completed";
  } catch (error) {
    if (error !== "stopped") throw error;
    outcome = "stopped";
    notice(turn, message, "stopped", "This answer was stopped.");
  }
  turns.delete(conversation.id);
  conversation.updatedAt = new Date().toISOString();
  if (outcome === "stopped") {
    turn.emit({ type: "message-metadata", ...metadata("stopped") }, false);
    turn.emit({ type: "abort", reason: "stopped" });
  } else if (outcome === "failed") {
    notice(turn, message, "model_unavailable", "The language model does not answer.");
    turn.emit({ type: "message-metadata", ...metadata("failed") }, false);
    turn.emit({
      type: "error",
      errorText: "model_unavailable The language model does not answer.",
    });
  } else if (outcome === "interrupted") {
    notice(turn, message, "step_limit", "The answer needed more than 10 steps.");
    turn.emit({ type: "finish", finishReason: "interrupted", ...metadata("interrupted") });
  } else {
    const finishReason = outcome === "completed" ? "stop" : "tool-calls";
    turn.emit({ type: "finish", finishReason, ...metadata(outcome) });
  }
  turn.end();
}

function notice(turn, message, code, text) {
  message.parts.push({ type: "data-notice", data: { code, text } });
  turn.emit({ type: "data-notice", data: { code, text } });
}

let approvals = [];

async function bodyOf(request) {
  let text = "";
  for await (const piece of request) text += piece;
  return JSON.parse(text);
}

async function chat(request, response) {
  const body = await bodyOf(request);
  if (turns.has(body.id))
    return problem(response, 409, "conversation_busy", "The conversation is busy.");
  const last = body.messages.at(-1);
  const now = new Date().toISOString();
  let conversation = conversations.get(body.id);
  if (!conversation) {
    conversation = { id: body.id, title: "", createdAt: now, updatedAt: now, messages: [] };
    conversations.set(body.id, conversation);
  }
  let message;
  let answers;
  const replaced = conversation.messages.findIndex((one) => one.id === body.messageId);
  if (body.trigger === "regenerate-message") {
    copy(conversation, "earlier version", conversation.messages);
    while (conversation.messages.at(-1)?.role === "assistant") conversation.messages.pop();
  } else if (body.trigger === "continue-message") {
    message = conversation.messages.at(-1);
  } else if (last.role === "assistant") {
    message = conversation.messages.at(-1);
    answers = last.parts.map((part) => part.approval);
    for (const id of body.always ?? []) {
      const since = new Date().toISOString();
      approvals.push({ id, server: "demo", tool: "resolve_issue", since });
    }
  } else {
    const parts = last.parts.flatMap((part) =>
      part.type === "data-prompt"
        ? [part, { type: "text", text: renderPrompt(part.data), state: "done" }]
        : [part],
    );
    if (replaced >= 0) {
      copy(conversation, "earlier version", conversation.messages);
      conversation.messages.splice(replaced);
    }
    conversation.messages.push({ id: last.id, role: "user", parts, metadata: { createdAt: now } });
  }
  const user = conversation.messages.findLast((one) => one.role === "user");
  const text = user.parts.find((part) => part.type === "text")?.text ?? "";
  if (conversation.title === "") conversation.title = text.slice(0, 60);
  if (!message) {
    message = { id: randomUUID(), role: "assistant", parts: [], metadata: { createdAt: now } };
    conversation.messages.push(message);
  }
  const turn = new Turn();
  turns.set(conversation.id, turn);
  void run(conversation, turn, message, scriptFor(text, answers, approvals.length > 0));
  stream(request, response, turn, 0);
}

/** Another conversation with these messages. */
function copy({ title, createdAt, updatedAt }, suffix, messages) {
  const made = {
    id: randomUUID(),
    title: `${title} (${suffix})`,
    createdAt,
    updatedAt: suffix === "branch" ? new Date().toISOString() : updatedAt,
    messages: JSON.parse(JSON.stringify(messages)),
  };
  conversations.set(made.id, made);
  return made;
}

/** What so many answers would have used. */
function used(turns) {
  const rest = { cachedInputTokens: 0, reasoningTokens: 0, toolCalls: 2 * turns };
  return { turns, inputTokens: 6100 * turns, outputTokens: 70 * turns, ...rest };
}

function answersOf({ messages }) {
  return messages.filter((one) => one.role === "assistant").length;
}

function exported(response, conversation, format) {
  const text = conversation.messages.flatMap((one) => one.parts.map((part) => part.text ?? ""));
  response.writeHead(200, {
    "Content-Type": format === "json" ? "application/json" : "text/markdown; charset=utf-8",
    "Content-Disposition": `attachment; filename="conversation-2026-11-26.${format}"`,
  });
  const markdown = `# ${conversation.title}\n\n${text.join("\n\n")}\n`;
  response.end(format === "json" ? JSON.stringify(conversation) : markdown);
}

function usage(response, id) {
  if (id !== null) return json(response, { total: used(answersOf(conversations.get(id))) });
  const turns = [...conversations.values()].reduce((sum, one) => sum + answersOf(one), 0);
  const day = new Date().toISOString().slice(0, 10);
  return json(response, { total: used(turns), days: [{ day, ...used(turns) }] });
}

/** Takes and gives back files, as they are. */
async function attachments(request, response, url, id) {
  if (request.method === "POST") {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const content = Buffer.concat(pieces);
    const file = {
      id: randomUUID(),
      name: url.searchParams.get("name"),
      mediaType: url.searchParams.get("mediaType") || "text/plain",
      size: content.length,
    };
    files.set(file.id, { ...file, content });
    response.writeHead(201, { "Content-Type": "application/json" });
    return response.end(JSON.stringify({ ...file, url: `/api/attachments/${file.id}` }));
  }
  const file = files.get(id);
  if (!file) return problem(response, 404, "attachment_not_found", "There is no such file.");
  response.writeHead(200, { "Content-Type": file.mediaType });
  return response.end(file.content);
}

function summary({ id, title, createdAt, updatedAt }) {
  return { id, title, createdAt, updatedAt };
}

async function api(request, response, url) {
  const [, , area, id, action] = url.pathname.split("/");
  const changes = request.method !== "GET";
  if (changes && request.headers["x-requested-by"] !== "parley") {
    return problem(response, 403, "cross_origin", "The request does not come from the page.");
  }
  if (area === "approvals" && !id) return json(response, { approvals });
  if (area === "approvals") {
    approvals = approvals.filter((one) => one.id !== id);
    response.writeHead(204).end();
    return;
  }
  if (area === "usage") return usage(response, url.searchParams.get("conversation"));
  if (area === "models") {
    return json(response, { models, attachments: { bytesMax: 5_000_000, perMessageMax: 10 } });
  }
  if (area === "attachments") return attachments(request, response, url, id);
  if (area === "metadata") return json(response, { servers });
  if (area === "servers" && !id) return json(response, { servers: connections });
  if (area === "servers" && action === "disconnect") {
    for (const one of connections.filter((it) => it.name === id)) {
      Object.assign(one, { state: "needs_sign_in", scopes: [] });
    }
    return json(response, { revoked: true });
  }
  if (area === "auth" && id === "status") {
    return json(response, { mode: "local", signedIn: true, principal: { name: "You" } });
  }
  if (area === "auth" && id === "login") {
    // Signs in at once: there is nobody to ask.
    const name = url.searchParams.get("server");
    for (const one of connections.filter((it) => it.name === name)) {
      Object.assign(one, { state: "connected", scopes: ["read"] });
    }
    const path = url.searchParams.get("returnTo") ?? "/";
    return json(response, { url: `http://${request.headers.host}${path}?connected=${name}` });
  }
  if (area === "prompts") {
    const { arguments: given } = await bodyOf(request);
    const text = renderPrompt({ server: id, prompt: action, arguments: given });
    return json(response, { messages: [{ role: "user", text }] });
  }
  if (area === "complete") return json(response, { values: ["checkout-api", "checkout-web"] });
  if (area === "resources") {
    const uri = url.searchParams.get("uri");
    const contents = [{ uri, mediaType: "text/plain", text: `What ${uri} holds.` }];
    return json(response, { contents });
  }
  if (area === "chat" && !id) return chat(request, response);
  const conversation = conversations.get(id);
  if (area === "conversations" && !id) {
    const query = (url.searchParams.get("q") ?? "").toLowerCase();
    const found = [...conversations.values()].filter((one) =>
      one.title.toLowerCase().includes(query),
    );
    found.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
    return json(response, { conversations: found.map(summary) });
  }
  if (!conversation)
    return problem(response, 404, "conversation_not_found", "There is no such conversation.");
  const turn = turns.get(id);
  if (area === "chat" && action === "stop") {
    if (turn) turn.stopped = true;
    response.writeHead(204).end();
    return undefined;
  }
  if (area === "chat") {
    if (!turn) return response.writeHead(204).end();
    return stream(
      request,
      response,
      turn,
      Number(request.headers["last-event-id"]?.split(".")[1] ?? 0),
    );
  }
  if (action === "export") return exported(response, conversation, url.searchParams.get("format"));
  if (action === "fork") {
    const { messageId } = await bodyOf(request);
    const at = conversation.messages.findIndex((one) => one.id === messageId);
    const kept = at < 0 ? conversation.messages : conversation.messages.slice(0, at + 1);
    return json(response, summary(copy(conversation, "branch", kept)));
  }
  if (request.method === "DELETE") {
    conversations.delete(id);
    return response.writeHead(204).end();
  }
  if (request.method === "PATCH") {
    conversation.title = (await bodyOf(request)).title;
    return json(response, summary(conversation));
  }
  const { messages } = conversation;
  return json(response, { ...summary(conversation), running: turn !== undefined, messages });
}

async function page(response, url) {
  const name = normalize(url.pathname).replace(/^\/+/, "");
  const file = extname(name) === "" ? "index.html" : name;
  try {
    const content = await readFile(join(WEB, file));
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": POLICY,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": file.startsWith("assets/")
        ? "public, max-age=31536000, immutable"
        : "no-cache",
    });
    response.end(content);
  } catch {
    problem(response, 404, "not_found", "There is no such page.");
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/csp-report") {
    request.pipe(process.stderr);
    response.writeHead(204).end();
  } else if (url.pathname === "/health/live") json(response, { status: "up" });
  else if (url.pathname.startsWith("/api/")) {
    Promise.resolve(api(request, response, url)).catch((error) => {
      console.error(error);
      problem(response, 500, "internal_error", "Something broke in the mock.");
    });
  } else void page(response, url);
});
server.listen(Number(process.env.PORT ?? 8090), "127.0.0.1", () => {
  console.log(`listening on http://localhost:${server.address().port}`);
});
