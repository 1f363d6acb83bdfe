// A server on stdio whose tools each do one thing a server should not do.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";

const cancelled = [];
const [, , gate] = process.argv;

const write = (line) => process.stdout.write(`${line}\n`);
const answer = (id, result) => write(JSON.stringify({ jsonrpc: "2.0", id, result }));
const say = (id, text) => answer(id, { content: [{ type: "text", text }] });

const tools = {
  // The process ends while the call runs.
  die: () => process.exit(7),
  // Never answered.
  hang: (id) =>
    write(
      JSON.stringify({
        jsonrpc: "2.0",
        method: "notifications/progress",
        params: { progressToken: "call-1", progress: 1, message: `request ${id}` },
      }),
    ),
  cancelled: (id) => say(id, cancelled.join(" ")),
  noise: (id) => {
    write("Listening for requests...");
    write("[1, 2, 3]");
    write("");
    say(id, "after the noise");
  },
  damage: () => write('{"jsonrpc": "2.0", "id": "Loading model...'),
  flood: (id) => say(id, "x".repeat(5 * 1024 * 1024)),
  complain: (id) => {
    process.stderr.write("y".repeat(3 * 1024 * 1024));
    say(id, "after the complaints");
  },
  pid: (id) => say(id, String(process.pid)),
  // Leaves a grandchild behind; neither heeds a closed input or a polite signal.
  litter: (id) => {
    process.on("SIGTERM", () => {});
    setInterval(() => {}, 1000);
    const code = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')";
    const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.once("data", () => say(id, `${process.pid} ${child.pid}`));
  },
};

const handle = ({ id, method, params }) => {
  if (method === "initialize") {
    answer(id, {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: "misbehaving", version: "1" },
    });
  } else if (method === "tools/list") {
    answer(id, { tools: [{ name: "pid", inputSchema: { type: "object" } }] });
  } else if (method === "tools/call") {
    tools[params.name](id);
  } else if (method === "notifications/cancelled") {
    cancelled.push(params.requestId);
  }
};

const serve = () =>
  createInterface({ input: process.stdin }).on("line", (line) => handle(JSON.parse(line)));

// With a gate, nothing is read before that file exists.
const wait = () => (gate && !existsSync(gate) ? setTimeout(wait, 10) : serve());
wait();
