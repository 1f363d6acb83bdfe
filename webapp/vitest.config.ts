import { mergeConfig } from "vite";
import { defineConfig } from "vitest/config";
import viteConfig from "./vite.config";

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      environment: "jsdom",
      include: ["src/**/*.test.{ts,tsx}"],
      setupFiles: ["src/testing/setup.ts"],
      // One environment for all files: it costs more than all the tests.
      isolate: false,
      restoreMocks: true,
      testTimeout: 15_000,
    },
  }),
);
