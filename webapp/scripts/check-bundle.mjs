// Fails the build when what a first visit has to load is larger than promised.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const JAVASCRIPT_BYTES_MAX = 200_000;
const web = "target/classes/web";

const manifest = JSON.parse(readFileSync(join(web, "manifest.json"), "utf8"));
const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
if (!entry) throw new Error("The build has no entry chunk.");

const initial = new Set();
const visit = (chunk) => {
  if (initial.has(chunk.file)) return;
  initial.add(chunk.file);
  for (const name of chunk.imports ?? []) visit(manifest[name]);
};
visit(entry);

const gzipBytes = (file) => gzipSync(readFileSync(join(web, file)), { level: 9 }).length;
const total = [...initial].reduce((sum, file) => sum + gzipBytes(file), 0);
console.log(
  `initial JavaScript: ${(total / 1000).toFixed(1)} kB gzip of ${JAVASCRIPT_BYTES_MAX / 1000} kB`,
);
if (total > JAVASCRIPT_BYTES_MAX) {
  console.error([...initial].map((file) => `  ${file} ${gzipBytes(file)}`).join("\n"));
  process.exit(1);
}

const html = readFileSync(join(web, "index.html"), "utf8");
if (/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|https?:\/\//i.test(html)) {
  console.error("index.html holds something the content security policy forbids.");
  process.exit(1);
}
for (const name of readdirSync(join(web, "assets"))) {
  if (
    name.endsWith(".css") &&
    /url\((?!["']?\/assets\/)/.test(readFileSync(join(web, "assets", name), "utf8"))
  ) {
    console.error(`${name} loads something that is not its own.`);
    process.exit(1);
  }
}
rmSync(join(web, "manifest.json"));
