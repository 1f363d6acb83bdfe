// An MCP server on standard input and output that is hostile: what it says of itself, what its tools
// return, tell and ask, its prompts and resources are the texts in the file it is given.
import { readFileSync } from "node:fs";
import { ask, serve, tell } from "./stdio-server.mjs";

const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const COUNT = 12;
/** In characters: no name in a form is longer. */
const NAME_MAX = 200;

const tools = Array.from({ length: COUNT }, (_, i) => ({
  name: `tool_${i}`,
  title: texts[i],
  description: texts.filter((_, j) => j % COUNT === i).join("\n"),
  inputSchema: { type: "object", properties: {} },
  annotations: { readOnlyHint: true, openWorldHint: false },
}));

const prompts = texts.map((text, i) => ({
  name: i % 2 === 0 ? text : `prompt_${i}`,
  title: text,
  description: text,
  arguments: [{ name: text, description: text }],
}));

const resources = texts.map((text, i) => ({
  uri: `hostile://${i}`,
  name: text,
  title: text,
  description: text,
  mimeType: text,
}));

/** The texts of one tool. */
function textsOf(name) {
  return texts.filter((_, j) => `tool_${j % COUNT}` === name);
}

/** The texts of one tool, in every place a result has for one. */
function result(mine, name) {
  const data = Buffer.from(mine[0]).toString("base64");
  return {
    content: [
      ...mine.map((text) => ({ type: "text", text })),
      { type: "image", data, mimeType: "image/svg+xml" },
      { type: "image", data, mimeType: "image/png" },
      { type: "audio", data, mimeType: "audio/wav" },
      { type: "resource_link", uri: `hostile://${name}`, name: mine[0], description: mine[1] },
      { type: "resource", resource: { uri: "hostile://x", mimeType: "text/html", text: mine[0] } },
    ],
    structuredContent: Object.fromEntries(mine.map((text) => [text, text])),
  };
}

/** A form with these texts in every place a form has for one. */
function form(mine) {
  const choice = (text) => {
    return {
      type: "string",
      title: text,
      description: text,
      oneOf: [{ const: text, title: text }],
    };
  };
  const names = mine.filter((text) => text.length <= NAME_MAX);
  const choices = Object.fromEntries(names.map((text) => [text, choice(text)]));
  const several = { type: "array", title: mine[0], items: { type: "string", enum: names } };
  // Parley shows no form that asks for a secret in words.
  const [title, description, initial] = mine.filter((text) => !/secret/i.test(text));
  const note = { type: "string", title, description, default: initial };
  const flag = { type: "boolean", title, description };
  return {
    message: mine.join("\n"),
    requestedSchema: { type: "object", properties: { ...choices, several, note, flag } },
  };
}

let open = COUNT;
let answerAll;
const allAnswered = new Promise((resolve) => (answerAll = resolve));

/**
 * Tells how far it is, logs, asks, and answers once all have their answers: which call a question is
 * of cannot be said here, and it is closed with the call it is taken for.
 */
async function call({ name, _meta: { progressToken } }) {
  const mine = textsOf(name);
  mine.forEach((message, progress) => {
    tell("notifications/progress", { progressToken, progress, total: mine.length, message });
    tell("notifications/message", {
      level: "error",
      logger: message,
      data: { [message]: message },
    });
  });
  await ask("elicitation/create", form(mine));
  if (--open === 0) answerAll();
  await allAnswered;
  return result(mine, name);
}

await serve({
  capabilities: { tools: {}, prompts: {}, resources: {}, logging: {}, completions: {} },
  serverInfo: { name: texts[0], title: texts[1], version: texts[2] },
  instructions: texts[3],
  methods: {
    "tools/list": () => ({ tools }),
    "tools/call": call,
    "prompts/list": () => ({ prompts }),
    "prompts/get": () => ({
      description: texts[0],
      messages: texts.map((text) => ({ role: "user", content: { type: "text", text } })),
    }),
    "resources/list": () => ({ resources }),
    "resources/templates/list": () => ({ resourceTemplates: [] }),
    "resources/read": ({ uri }) => ({
      contents: texts.map((text) => ({ uri, mimeType: "text/html", text })),
    }),
    "completion/complete": () => ({ completion: { values: texts.slice(0, 100) } }),
  },
});
