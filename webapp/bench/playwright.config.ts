import { defineConfig } from "@playwright/test";
import journeys from "../playwright.config";

// Figures, not tests: run by hand, on a machine that does nothing else.
export default defineConfig(journeys, {
  testDir: ".",
  outputDir: "../target/bench",
  timeout: 400_000,
});
