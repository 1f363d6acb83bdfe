// What the mock assistant says and does, chosen by words of the user.
import { randomUUID } from "node:crypto";

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAHgAAAA8CAIAAAAiz+n/AAAAs0lEQVR42u3QQREAAAgDoC251bWFLxh0IHEZGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVGxkVHwBnowFpV3sIqwAAAABJRU5ErkJggg==";

const ANSWER = `Three issues are new since **2.14.0** went out yesterday at 16:20. One of them matters:

| Issue | Events | Users | First seen |
|:--|--:|--:|:--|
| \`PARLEY-12\` Timeout in payment capture | 1,284 | 311 | 14 minutes after the release |
| \`PARLEY-15\` Missing translation | 96 | 41 | 2 hours later |
| \`PARLEY-16\` Slow cart query | 22 | 9 | this morning |

### What I would do

1. Roll back the retry change in \`PaymentClient\`; the stack ends there in 98 % of the events.
2. Keep an eye on the cart query.
   - It is slow only with more than 40 items.

\`\`\`java
var response = client.send(request, timeout(Duration.ofSeconds(2)));
if (response.statusCode() == 504) {
    throw new CaptureTimeout(order.id()); // was: retry(3)
}
\`\`\`

See the [release notes](https://example.org/releases/2.14.0). ![spark line](https://example.org/spark.png)
`;

export function scriptFor(text, answers, isAllowedAlways) {
  if (answers) return (context) => afterApproval(context, answers);
  if (/resolve/i.test(text)) return isAllowedAlways ? resolve : askToResolve;
  if (/count/i.test(text)) return count;
  if (/fail/i.test(text)) return fail;
  if (/limit/i.test(text)) return limit;
  return answer;
}

const bare = (type, extra) => ({ type, ...extra });

function startStep({ turn, message }) {
  message.parts.push({ type: "step-start" });
  turn.emit({ type: "start-step" });
}

const endStep = ({ turn }) => turn.emit({ type: "finish-step" });

async function say(context, kind, text, pause = 12) {
  const { turn, message, sleep } = context;
  const id = `${kind}-${++context.block}`;
  const part = { type: kind, text: "", state: "done" };
  message.parts.push(part);
  turn.emit(bare(`${kind}-start`, { id }));
  for (const word of text.match(/\s*\S+\s*/g) ?? []) {
    if (turn.stopped) {
      turn.emit(bare(`${kind}-end`, { id }));
      endStep(context);
      throw "stopped";
    }
    part.text += word;
    turn.emit(bare(`${kind}-delta`, { id, delta: word }));
    await sleep(pause);
  }
  turn.emit(bare(`${kind}-end`, { id }));
}

async function callTool(context, name, title, input, consent) {
  const { turn, message, sleep } = context;
  const toolCallId = `call_${randomUUID()}`;
  const toolName = `demo__${name}`;
  turn.emit({ type: "tool-input-start", toolCallId, toolName, dynamic: true, title });
  await sleep(150);
  turn.emit({ type: "tool-input-delta", toolCallId, inputTextDelta: JSON.stringify(input) });
  const more = consent ? { toolMetadata: { consent } } : {};
  turn.emit({
    type: "tool-input-available",
    toolCallId,
    toolName,
    input,
    ...more,
    dynamic: true,
    title,
  });
  const part = {
    type: "dynamic-tool",
    toolName,
    toolCallId,
    title,
    state: "input-available",
    input,
    ...more,
  };
  message.parts.push(part);
  return part;
}

function progress({ turn }, part, data) {
  turn.emit({ type: "data-tool-progress", id: part.toolCallId, data });
}

function result({ turn, message }, part, status, tookMs, extra) {
  const data = { status, tookMs };
  turn.emit({ type: "data-tool-result", id: part.toolCallId, data }, false);
  message.parts.push({ type: "data-tool-result", id: part.toolCallId, data });
  Object.assign(part, extra);
  if (extra.state === "output-available") {
    turn.emit({
      type: "tool-output-available",
      toolCallId: part.toolCallId,
      output: extra.output,
      dynamic: true,
    });
  } else if (extra.state === "output-denied") {
    turn.emit({ type: "tool-output-denied", toolCallId: part.toolCallId });
  } else {
    turn.emit({
      type: "tool-output-error",
      toolCallId: part.toolCallId,
      errorText: extra.errorText,
      dynamic: true,
    });
  }
}

async function answer(context) {
  startStep(context);
  await say(
    context,
    "reasoning",
    "The user asks about the last release. I look for issues that are new since then, and draw when they came.",
  );
  await say(context, "text", "I look for issues that are new since the last release.");
  const search = await callTool(context, "search_issues", "Search issues", {
    project: "checkout",
    query: "is:unresolved firstRelease:2.14.0",
    sort: "events",
  });
  const chart = await callTool(context, "event_chart", "Event chart", {
    project: "checkout",
    hours: 24,
  });
  endStep(context);
  for (let i = 1; i <= 5; i++) {
    progress(context, search, { progress: i * 20, total: 100, message: `Reading page ${i} of 5` });
    await context.sleep(160);
  }
  const issues = Array.from({ length: 6 }, (_, i) => ({
    id: `PARLEY-${12 + i}`,
    title: ["Timeout in payment capture", "Missing translation", "Slow cart query"][i % 3],
    events: 1284 - 200 * i,
  }));
  result(context, search, "ok", 812, {
    state: "output-available",
    output: {
      content: [{ type: "text", text: JSON.stringify({ issues }) }],
      structuredContent: { issues },
    },
  });
  result(context, chart, "ok", 341, {
    state: "output-available",
    output: { content: [{ type: "image", data: PIXEL, mimeType: "image/png" }] },
  });
  startStep(context);
  await say(context, "text", ANSWER);
  endStep(context);
}

const RESOLUTION = {
  issue: "PARLEY-12",
  release: "2.14.1",
  comment: "Fixed by rolling back the retry.",
};

async function resolve(context) {
  startStep(context);
  const part = await callTool(context, "resolve_issue", "Resolve issue", RESOLUTION, "standing");
  endStep(context);
  await resolved(context, part);
  startStep(context);
  await say(context, "text", "Done: `PARLEY-12` is resolved in 2.14.1.");
  endStep(context);
}

async function resolved(context, part) {
  await context.sleep(700);
  const output = { content: [{ type: "text", text: "PARLEY-12 is resolved in 2.14.1." }] };
  result(context, part, "ok", 655, { state: "output-available", output });
}

async function askToResolve(context) {
  startStep(context);
  await say(
    context,
    "text",
    "I can mark it as resolved. That changes the tracker, so I need your word first.",
  );
  const part = await callTool(context, "resolve_issue", "Resolve issue", RESOLUTION, "offered");
  endStep(context);
  part.state = "approval-requested";
  part.approval = { id: part.toolCallId };
  context.turn.emit({
    type: "tool-approval-request",
    approvalId: part.toolCallId,
    toolCallId: part.toolCallId,
  });
  return "awaiting_approval";
}

async function afterApproval(context, answers) {
  for (const one of answers)
    context.turn.emit({
      type: "tool-approval-response",
      approvalId: one.id,
      approved: one.approved,
      ...(one.reason ? { reason: one.reason } : {}),
    });
  const [{ id, approved, reason }] = answers;
  const part = context.message.parts.find((one) => one.toolCallId === id);
  delete part.approval;
  part.state = "input-available";
  if (approved) {
    await resolved(context, part);
  } else {
    const approval = { id, approved: false, ...(reason ? { reason } : {}) };
    result(context, part, "denied", 0, { state: "output-denied", approval });
  }
  startStep(context);
  await say(
    context,
    "text",
    approved
      ? "Done: `PARLEY-12` is resolved in 2.14.1."
      : "You did not allow it: nothing was changed.",
  );
  endStep(context);
}

async function count(context) {
  startStep(context);
  const numbers = Array.from({ length: 200 }, (_, i) => `${i + 1}`).join(" ");
  await say(context, "text", `${numbers} and that is all.`, 25);
  endStep(context);
}

async function fail(context) {
  startStep(context);
  await say(context, "text", "I begin to answer and then");
  const part = await callTool(context, "search_issues", "Search issues", { query: "x" });
  endStep(context);
  result(context, part, "failed", 5021, {
    state: "output-error",
    errorText: "The server did not answer in 5 s.",
  });
  return "failed";
}

async function limit(context) {
  startStep(context);
  await say(context, "text", "There is more to look at than I have steps for.");
  endStep(context);
  return "interrupted";
}
