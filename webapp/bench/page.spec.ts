import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { FakeModel } from "../e2e/fake-model";
import { Journey } from "../e2e/journey";
import { ServerProcess } from "../e2e/server-process";
import { chapter } from "./text";
import { Thread, told } from "./thread";

const TOKENS = Number(process.env.TOKENS ?? 20_000);
const TOKENS_PER_SECOND = Number(process.env.TOKENS_PER_SECOND ?? 100);
const MESSAGES = 1_000;

test("an answer of 20,000 tokens, as it streams", async ({ browser }) => {
  test.skip(
    process.env.PARLEY_COMMAND === undefined,
    "needs PARLEY_COMMAND, for a model of its own",
  );
  const pieceLength = 4;
  const whole = Array.from({ length: Math.ceil(TOKENS / 100) }, (_, i) => chapter(i)).join("");
  const answer = `${whole.slice(0, TOKENS * pieceLength)}\n\nThe end.`;
  const model = await FakeModel.start({ answer, pieceLength, piecesPerSecond: TOKENS_PER_SECOND });
  mkdirSync("target", { recursive: true });
  const mcpConfig = resolve("target/no-servers.json");
  writeFileSync(mcpConfig, JSON.stringify({ mcpServers: {} }));
  const server = await ServerProcess.start({
    mcpConfig,
    env: () => Promise.resolve({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "none" }),
  });
  try {
    const page = await browser.newPage({ baseURL: server?.url ?? "" });
    const thread = await Thread.of(page);
    const journey = new Journey(page);
    await journey.begin();
    const load = await thread.during(async () => {
      await journey.send("Tell me everything");
      // Looking costs time of the page too: at the end only.
      await page.waitForTimeout((TOKENS / TOKENS_PER_SECOND) * 1000);
      await page.waitForFunction(() => document.body.innerText.includes("The end."), undefined, {
        polling: 1000,
        timeout: 120_000,
      });
    });
    console.log(`${TOKENS} tokens at ${TOKENS_PER_SECOND}/s: ${told(load)}`);
    expect(load.task / load.seconds).toBeLessThan(0.1);
    await page.close();
  } finally {
    await server?.end();
    await model.end();
  }
});

test("a conversation of 1,000 messages", async ({ page }) => {
  const now = new Date().toISOString();
  const id = "00000000-0000-4000-8000-000000001000";
  const messages = Array.from({ length: MESSAGES }, (_, i) => ({
    id: `m${i}`,
    role: i % 2 === 0 ? "user" : "assistant",
    metadata: { createdAt: now, outcome: "completed" },
    parts: [{ type: "text", text: i % 2 === 0 ? `Question ${i}` : chapter(i) }],
  }));
  await page.route(`**/api/conversations/${id}`, (route) =>
    route.fulfill({
      json: { id, title: "Long", createdAt: now, updatedAt: now, running: false, messages },
    }),
  );
  const thread = await Thread.of(page);
  const journey = new Journey(page);
  await journey.begin();

  const opened = await thread.during(async () => {
    await page.evaluate((path) => {
      history.pushState(null, "", path);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/c/${id}`);
    await page.waitForFunction(
      (count) => document.querySelectorAll("article").length === count,
      MESSAGES,
    );
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  });
  console.log(`opened: ${told(opened)}`);

  await page.mouse.move(700, 400);
  const scrolled = await thread.during(async () => {
    for (let i = 0; i < 60; i++) {
      await page.mouse.wheel(0, -1500);
      await page.waitForTimeout(30);
    }
  });
  console.log(`scrolled: ${told(scrolled)}`);

  await page.evaluate(() => {
    window.keyMillis = [];
  });
  await journey.composer.focus();
  const typed = await thread.during(async () => {
    await page.keyboard.type("A question of sixty characters, typed at an even, quick pace.", {
      delay: 60,
    });
  });
  const keys = (await page.evaluate(() => window.keyMillis)).sort((a, b) => a - b);
  console.log(
    `typed: ${told(typed)}; ${keys.length} keys took 16 ms or more, at most ${keys.at(-1) ?? 0} ms`,
  );
  expect(Math.max(0, ...typed.longTasks)).toBeLessThan(100);
});
