import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": "http://127.0.0.1:8080" },
  },
  build: {
    outDir: "target/classes/web",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    // The page's policy allows neither data: fonts nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Wherever Zod is used first, csp-safe.ts has run before.
        codeSplitting: {
          groups: [{ name: "zod", test: /node_modules\/zod\/|src\/app\/csp-safe/ }],
        },
      },
    },
    // What counts is the initial JavaScript as it is sent: see scripts/check-bundle.mjs.
    chunkSizeWarningLimit: 700,
  },
});
