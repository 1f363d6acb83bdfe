import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/browser";
import { serverUnderTest } from "./e2e/server";

const { url, command, env } = await serverUnderTest();

// One journey at a time: they share one server, and its speed is part of what they look at.
export default defineConfig({
  testDir: "e2e",
  outputDir: "target/playwright",
  workers: 1,
  timeout: 45_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: url,
    launchOptions: await findBrowser(),
    locale: "en-GB",
    viewport: { width: 1280, height: 860 },
    trace: "retain-on-failure",
  },
  ...(command === undefined
    ? {}
    : {
        webServer: {
          command,
          env,
          cwd: process.cwd(),
          url: `${url}/health/live`,
          timeout: 240_000,
          gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
        },
      }),
});
