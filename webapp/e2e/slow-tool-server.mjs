// An MCP server on standard input and output with one tool, which changes something and never ends.
// It says once that it has begun.
import { serve, tell } from "./stdio-server.mjs";

const tool = {
  name: "send_letter",
  title: "Send a letter",
  description: "Sends a letter. Takes for ever.",
  inputSchema: { type: "object", properties: {} },
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
};

await serve({
  capabilities: { tools: {} },
  serverInfo: { name: "post", version: "1" },
  methods: {
    "tools/list": () => ({ tools: [tool] }),
    "tools/call": ({ _meta: { progressToken } }) => {
      tell("notifications/progress", { progressToken, progress: 1, message: "on its way" });
    },
  },
});
