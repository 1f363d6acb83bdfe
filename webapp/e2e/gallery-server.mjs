// An MCP server on standard input and output whose one tool returns something of every kind.
import { serve } from "./stdio-server.mjs";

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNkYPhfz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC";

const tool = {
  name: "show_everything",
  title: "Show everything",
  description: "Returns something of every kind.",
  inputSchema: { type: "object", properties: {} },
  annotations: { readOnlyHint: true, openWorldHint: false },
};

const page = {
  uri: "gallery://pages/runbook",
  name: "runbook",
  title: "Runbook",
  description: "What to do at night.",
  mimeType: "text/markdown",
};

/** A tenth of a second of silence. */
function sound() {
  const samples = 800;
  const wave = Buffer.alloc(44 + samples, 128);
  wave.write("RIFF", 0);
  wave.writeUInt32LE(36 + samples, 4);
  wave.write("WAVEfmt ", 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(8000, 24);
  wave.writeUInt32LE(8000, 28);
  wave.writeUInt16LE(1, 32);
  wave.writeUInt16LE(8, 34);
  wave.write("data", 36);
  wave.writeUInt32LE(samples, 40);
  return wave.toString("base64");
}

function result() {
  const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>").toString("base64");
  return {
    content: [
      { type: "text", text: "Everything there is." },
      { type: "image", data: PIXEL, mimeType: "image/png" },
      { type: "image", data: svg, mimeType: "image/svg+xml" },
      { type: "audio", data: sound(), mimeType: "audio/wav" },
      { type: "resource_link", ...page },
      {
        type: "resource",
        resource: {
          uri: "gallery://note",
          mimeType: "text/plain",
          text: "A note that came along.",
        },
      },
    ],
    structuredContent: {
      release: { version: "2.4.1", notes: { author: "Ann", reviewed: true } },
      events: Array.from({ length: 10_000 }, (_, i) => ({
        id: i,
        level: i % 7 ? "info" : "error",
      })),
    },
  };
}

await serve({
  capabilities: { tools: {}, resources: {} },
  serverInfo: { name: "gallery", version: "1" },
  methods: {
    "tools/list": () => ({ tools: [tool] }),
    "tools/call": result,
    "resources/list": () => ({ resources: [page] }),
    "resources/templates/list": () => ({ resourceTemplates: [] }),
    "resources/read": ({ uri }) => ({
      contents: [{ uri, mimeType: "text/markdown", text: "Call Ann, then sleep." }],
    }),
  },
});
