// A server made with the official SDK that tells what it was started with and keeps what it is sent.
//
// WITNESS_PORT: every message goes there, to the loopback address, as a line of JSON, and a line for
// every HTTP request before it.
// WITNESS_TRANSPORT: "http" listens at a free loopback port, and says which; all else is stdio.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { connect as dial } from "node:net";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const notes = process.env.WITNESS_PORT && dial(Number(process.env.WITNESS_PORT), "127.0.0.1");
if (notes) {
  // Whoever listens may have heard enough, and is no reason to live on.
  notes.on("error", () => {});
  notes.unref();
}

const note = (what) => notes && notes.write(`${JSON.stringify(what)}\n`);

const say = (value) => ({ content: [{ type: "text", text: JSON.stringify(value) }] });

const tools = {
  // What the process was started with, and what this call brought.
  start: ({ arguments: brought }) =>
    say({ pid: process.pid, argv: process.argv.slice(2), environment: process.env, brought }),
  // Says that it has begun, and then waits to be cancelled.
  wait: ({ _meta }, { signal, sendNotification }) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(say("cancelled")));
      sendNotification({
        method: "notifications/progress",
        params: { progressToken: _meta?.progressToken ?? "", progress: 1, message: `${process.pid}` },
      });
    }),
};

const connect = async (transport) => {
  const server = new Server(
    { name: "witness", version: "1" },
    { capabilities: { tools: {} } },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: "object" } })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) =>
    tools[params.name](params, extra),
  );
  await server.connect(transport);
  const receive = transport.onmessage;
  transport.onmessage = (message, extra) => {
    note(message);
    receive(message, extra);
  };
};

const listen = () => {
  const sessions = new Map();
  const server = createServer(async (request, response) => {
    note({ http: request.method });
    let transport = sessions.get(request.headers["mcp-session-id"]);
    if (!transport) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (id) => sessions.set(id, transport),
      });
      await connect(transport);
    }
    await transport.handleRequest(request, response);
  });
  server.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
};

if (process.env.WITNESS_TRANSPORT === "http") {
  listen();
} else {
  await connect(new StdioServerTransport());
}
