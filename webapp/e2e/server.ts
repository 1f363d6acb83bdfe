import { createServer } from "node:net";

/** So many journeys at once, each worker at a server of its own: lists and looks are a user's own. */
const WORKERS = 2;

/** How the journeys reach Parley; `start` is absent when it runs already. */
export interface ServerUnderTest {
  url: string;
  start?: { command: string; env: Record<string, string> };
}

/**
 * PARLEY_URL names running servers, one for each worker; PARLEY_COMMAND starts some on free ports with
 * data folders of their own. With neither, the page is served by the mock of the wire.
 */
export async function serversUnderTest(): Promise<ServerUnderTest[]> {
  const running = urlsUnderTest();
  if (running.length > 0) return running.map((url) => ({ url }));
  const servers = await Promise.all(Array.from({ length: WORKERS }, newServer));
  // The workers read this configuration too, and are to use the same servers.
  process.env.PARLEY_URL = servers.map((server) => server.url).join(" ");
  return servers;
}

/** The addresses of the servers, one for each worker. */
export function urlsUnderTest(): string[] {
  return (process.env.PARLEY_URL ?? "").split(" ").filter((url) => url !== "");
}

async function newServer(): Promise<Required<ServerUnderTest>> {
  const port = await freePort();
  return {
    url: `http://localhost:${port}`,
    start: {
      command: process.env.PARLEY_COMMAND ?? "node dev/mock-server.mjs",
      env: settings(port, `target/e2e-data-${port}`, "target/none.json"),
    },
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
    // It does not live long enough for what the optimizing compiler costs to pay.
    PARLEY_JAVA_OPTIONS: "-XX:TieredStopAtLevel=1",
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
