// What the MCP servers of the journeys have in common: JSON-RPC on standard input and output.
import { createInterface } from "node:readline";

const asked = [];

/** Tells the client something. */
export function tell(method, params) {
  send({ method, params });
}

/** Asks the client for something, and waits for its answer; an error is none. */
export function ask(method, params) {
  return new Promise((resolve) => {
    send({ id: asked.push(resolve) - 1, method, params });
  });
}

/**
 * Serves these methods by their names, each of which may take its time. What it says nothing to, it
 * never answers.
 */
export async function serve({ capabilities, serverInfo, instructions, methods }) {
  const all = {
    initialize: ({ protocolVersion }) => ({
      protocolVersion,
      capabilities,
      serverInfo,
      instructions,
    }),
    ...methods,
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params, result } = JSON.parse(line);
    if (method === undefined) asked[id]?.(result);
    else if (id !== undefined) void answer(id, all[method] ?? (() => ({})), params);
  }
}

async function answer(id, method, params) {
  const result = await method(params);
  if (result !== undefined) send({ id, result });
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}
