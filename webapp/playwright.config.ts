import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/browser";
import { runningUrl } from "./e2e/server";

const browser = await findBrowser();

// One journey at a time: they share one server, and its speed is part of what they look at.
export default defineConfig({
  testDir: "e2e",
  outputDir: "target/playwright",
  workers: 1,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"]],
  globalTeardown: "./e2e/stop-server.ts",
  use: {
    baseURL: await runningUrl(),
    launchOptions: browser,
    locale: "en-GB",
    trace: "retain-on-failure",
  },
});
