// An MCP server on standard input and output with one tool, which changes something and never ends.
// It says once that it has begun.
import { createInterface } from "node:readline";

const tool = {
  name: "send_letter",
  title: "Send a letter",
  description: "Sends a letter. Takes for ever.",
  inputSchema: { type: "object", properties: {} },
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
};

function answer(method, params) {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: "post", version: "1" },
      };
    case "tools/list":
      return { tools: [tool] };
    case "tools/call":
      send({
        method: "notifications/progress",
        params: { progressToken: params._meta.progressToken, progress: 1, message: "on its way" },
      });
      return undefined;
    default:
      return {};
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const result = id === undefined ? undefined : answer(method, params);
  if (result) send({ id, result });
}
