import { createServer } from "node:net";

/** How the journeys reach Parley; `command` is absent when it runs already. */
export interface ServerUnderTest {
  url: string;
  command?: string;
  env: Record<string, string>;
}

/**
 * PARLEY_URL names a running server; PARLEY_COMMAND starts one on a free port with a data folder of
 * its own. With neither, the page is served by the mock of the wire.
 */
export async function serverUnderTest(): Promise<ServerUnderTest> {
  const running = process.env.PARLEY_URL;
  if (running !== undefined && running !== "") return { url: running, env: {} };
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // The workers read this configuration too, and are to use the same server.
  process.env.PARLEY_URL = url;
  return {
    url,
    command: process.env.PARLEY_COMMAND ?? "node dev/mock-server.mjs",
    env: settings(port, `target/e2e-data-${port}`, "target/none.json"),
  };
}

/** The demo, whatever the developer has set up. */
export function settings(port: number, folder: string, mcpConfig: string): Record<string, string> {
  return {
    PORT: `${port}`,
    PARLEY_PORT: `${port}`,
    PARLEY_ADMIN_PORT: "off",
    PARLEY_DATA_DIR: folder,
    PARLEY_MCP_CONFIG: mcpConfig,
    PARLEY_DATABASE_URL: "",
    OPENAI_API_KEY: "",
    OPENAI_BASE_URL: "",
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no free port"));
        else resolve(address.port);
      });
    });
  });
}
