// An MCP server on standard input and output that is hostile: what it says of itself and what its
// tools return are the texts in the file it is given.
import { readFileSync } from "node:fs";
import { serve } from "./stdio-server.mjs";

const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const COUNT = 12;

const tools = Array.from({ length: COUNT }, (_, i) => ({
  name: `tool_${i}`,
  title: texts[i],
  description: texts.filter((_, j) => j % COUNT === i).join("\n"),
  inputSchema: { type: "object", properties: {} },
  annotations: { readOnlyHint: true, openWorldHint: false },
}));

/** The texts of one tool, in every place a result has for one. */
function result(name) {
  const mine = texts.filter((_, j) => `tool_${j % COUNT}` === name);
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

await serve({
  capabilities: { tools: {} },
  serverInfo: { name: texts[0], title: texts[1], version: texts[2] },
  instructions: texts[3],
  methods: { "tools/list": () => ({ tools }), "tools/call": ({ name }) => result(name) },
});
