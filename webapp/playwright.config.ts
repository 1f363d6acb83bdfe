import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/browser";
import { serversUnderTest } from "./e2e/server";

const servers = await serversUnderTest();

export default defineConfig({
  testDir: "e2e",
  outputDir: "target/playwright",
  workers: servers.length,
  // No journey takes half as long on a machine that does nothing else.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    // Of tests that are no journeys; these have the server of their worker.
    baseURL: servers[0]?.url ?? "",
    launchOptions: await findBrowser(),
    locale: "en-GB",
    viewport: { width: 1280, height: 860 },
    // Recording takes as long as the journeys themselves: `npm run e2e -- --trace retain-on-failure`.
    trace: "off",
    screenshot: "only-on-failure",
  },
  webServer: servers.flatMap(({ url, start }) =>
    start === undefined
      ? []
      : [
          {
            ...start,
            cwd: process.cwd(),
            url: `${url}/health/live`,
            timeout: 240_000,
            gracefulShutdown: { signal: "SIGTERM" as const, timeout: 10_000 },
          },
        ],
  ),
});
