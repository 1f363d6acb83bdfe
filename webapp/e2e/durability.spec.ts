import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser } from "@playwright/test";
import { inputs } from "./inputs";
import { expect, Journey, test } from "./journey";
import { Line } from "./line";
import { ServerProcess } from "./server-process";

const { long } = inputs;
const NO_COMMAND = "needs PARLEY_COMMAND, to kill and start Parley";
// A server that was killed keeps its turns until its lease has run out.
const TAKEN_OVER = { timeout: 40_000 };

const servers: ServerProcess[] = [];

test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.end();
});

/** A server of the journey's own, for the journey to kill. */
async function ownServer(mcpConfig?: string): Promise<ServerProcess> {
  const server = await ServerProcess.start(mcpConfig === undefined ? {} : { mcpConfig });
  test.skip(server === undefined, NO_COMMAND);
  if (!server) throw new Error(NO_COMMAND);
  servers.push(server);
  return server;
}

async function visit(browser: Browser, url: string, colorScheme: "light" | "dark" = "light") {
  const context = await browser.newContext({ baseURL: url, colorScheme });
  const journey = new Journey(await context.newPage());
  return { journey, page: journey.page, context };
}

test("f05: an answer whose server is killed is kept, and goes on", async ({ browser }) => {
  test.setTimeout(150_000);
  const server = await ownServer();
  const { journey, page, context } = await visit(browser, server.url);
  await journey.begin();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);
  const seen = await counted(journey);
  // What was shown a while ago is saved by now.
  await expect(journey.answer).toContainText(`${seen} ${nextTen(seen)}`);

  await server.kill();
  await expect(page.getByText("Reconnecting…")).toBeVisible();
  await expect(journey.answer).toContainText(seen);
  await journey.picture("20-killed");
  await server.start();

  const goOn = journey.answer.getByRole("button", { name: "Continue" });
  await expect(goOn).toBeVisible(TAKEN_OVER);
  await journey.settle();
  await expect(journey.answer).toContainText(seen);
  await expect(journey.answer).toContainText(/server (was )?(stopped|restarted)/i);
  await expect(page.getByText("Reconnecting…")).toBeHidden();
  await journey.picture("21-interrupted");
  await page.reload();
  await expect(journey.answer).toContainText(seen);

  const before = (await journey.answer.innerText()).length;
  await goOn.click();
  await expect.poll(async () => (await journey.answer.innerText()).length).toBeGreaterThan(before);
  await journey.settle();
  await expect(goOn).toBeHidden();
  await expect(journey.answer).toContainText(seen);
  await expect(page.getByRole("article")).toHaveCount(2);
  await journey.picture("22-continued");
  const whole = await journey.answer.innerText();
  await page.reload();
  await expect.poll(() => journey.answer.innerText()).toBe(whole);
  await context.close();
});

test("f05: a tool that was running when the server was killed may have run", async ({
  browser,
}) => {
  test.setTimeout(150_000);
  mkdirSync("target", { recursive: true });
  const config = resolve("target/slow-tool.json");
  const post = { command: "node", args: [resolve("e2e/slow-tool-server.mjs")] };
  writeFileSync(config, JSON.stringify({ mcpServers: { post } }));
  const server = await ownServer(config);
  const { journey, page, context } = await visit(browser, server.url, "dark");
  await journey.begin();
  await journey.send("Please use send_letter");
  await journey.answer.getByRole("button", { name: "Allow once" }).click();
  const card = journey.answer.getByRole("region", { name: /letter/i });
  // The card runs as soon as it is allowed; only the server knows that the tool has begun.
  await expect(card).toContainText("on its way");

  await server.kill();
  await server.start();

  await expect(card).toContainText("may have run", TAKEN_OVER);
  await journey.settle();
  await journey.picture("23-may-have-run");
  await page.reload();
  await expect(card).toContainText("may have run");
  await context.close();
});

test("f24: a message is not lost while nobody takes it", async ({ browser, baseURL }) => {
  const line = await Line.open();
  const context = await browser.newContext({
    baseURL: baseURL ?? "",
    proxy: { server: line.address, bypass: "<-loopback>" },
    viewport: { width: 390, height: 780 },
  });
  const journey = new Journey(await context.newPage());
  const { page } = journey;
  await journey.begin();
  line.cut();

  await journey.send("Is anybody there?");

  const banner = page.getByText("Your message is not saved yet; trying again…");
  await expect(banner).toBeVisible();
  await expect(page.getByText("Not saved yet", { exact: true })).toBeVisible();
  await journey.picture("24-unsaved");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(journey.composer).toHaveValue("Is anybody there?");
  await journey.composer.press("Enter");
  await expect(banner).toBeVisible();
  line.mend();

  await expect(journey.answer).toBeVisible();
  await expect(banner).toBeHidden();
  await journey.settle();
  await expect(page.getByRole("article", { name: "You" })).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole("article", { name: "You" })).toHaveCount(1);
  await expect(journey.composer).toHaveValue("");
  await context.close();
  await line.close();
});

test("f24: a reload keeps a message that nobody took", async ({ browser, baseURL }) => {
  const { journey, page, context } = await visit(browser, baseURL ?? "");
  await page.route("**/api/chat", (route) =>
    route.fulfill({ status: 503, headers: { "Retry-After": "1" }, body: "" }),
  );
  await journey.begin();
  await journey.send("Keep me");
  await expect(page.getByText("Not saved yet", { exact: true })).toBeVisible();

  await page.reload();
  await expect(journey.composer).toHaveValue("Keep me");
  await page.unroute("**/api/chat");
  await journey.composer.press("Enter");

  await expect(journey.answer).toBeVisible();
  await journey.settle();
  await expect(page.getByRole("article", { name: "You" })).toHaveCount(1);
  await context.close();
});

test("f02: reloads at any time lose and repeat nothing", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);
  const whole = Array.from({ length: 200 }, (_, i) => `${i + 1}`).join(" ");

  for (const pause of [0, 120, 370, 610, 50, 240]) {
    await page.waitForTimeout(pause);
    await page.reload();
    await expect(journey.answer).toContainText(long.begin);
    const text = await counted(journey);
    expect(whole.startsWith(text), `"${text}" is how the answer begins`).toBe(true);
  }

  await expect(journey.answer).toContainText(long.end);
  await journey.settle();
  expect(await counted(journey)).toBe(whole);
  await expect(page.getByRole("article")).toHaveCount(2);
});

test("f34: a second tab that sends meanwhile keeps its text and follows", async ({
  browser,
  baseURL,
}) => {
  const { journey, page, context } = await visit(browser, baseURL ?? "");
  await journey.begin();
  await journey.send("Hello");
  await journey.settle();
  const other = new Journey(await context.newPage());
  await other.page.goto(page.url());
  await expect(other.answer).toBeVisible();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);

  await other.composer.fill("Me too");
  await other.composer.press("Enter");

  await expect(other.composer).toHaveValue("Me too");
  await expect(other.answer).toContainText(long.begin);
  await other.picture("25-second-tab");
  await expect(other.answer).toContainText(long.end);
  await other.settle();
  await expect(other.page.getByRole("article")).toHaveCount(4);
  await context.close();
});

/** The numbers on the screen. */
async function counted(journey: Journey): Promise<string> {
  return (await journey.answer.getByText(/^1 2 3/).innerText()).trim();
}

/** The ten numbers after the last of a count. */
function nextTen(counted: string): string {
  const last = Number(counted.split(" ").at(-1));
  return Array.from({ length: 10 }, (_, i) => `${last + 1 + i}`).join(" ");
}
