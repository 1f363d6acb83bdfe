import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { Canary, foreignParts } from "./canary";
import { FakeModel } from "./fake-model";
import { answerWith, countPlaces, HOSTILE_PATH, RUNNING_PATH } from "./hostile-api";
import { pictures, scripts } from "./hostile-texts";
import { Journey } from "./journey";
import { ServerProcess } from "./server-process";

// A trace would copy pages of this size again and again.
test.use({ trace: "off" });

/** Texts at a time: what a browser needs for a page grows faster than the page. */
const PAGE = 80;

for (const { id, texts } of [
  { id: "A-07", texts: scripts },
  { id: "A-08", texts: pictures },
]) {
  test(`${id.toLowerCase().replace("-", "")}: hostile texts are texts wherever they are shown`, async ({
    browser,
    baseURL,
  }) => {
    test.setTimeout(240_000);
    const harmful: unknown[] = [];
    for (let at = 0; at < texts.length; at += PAGE) {
      const context = await browser.newContext({ baseURL: baseURL ?? "" });
      const page = await context.newPage();
      const canary = await Canary.watch(context, baseURL ?? "");
      harmful.push(...(await harmDone(page, texts.slice(at, at + PAGE))));
      expect(canary.sung).toEqual([]);
      await context.close();
    }
    const harmless = texts.length - harmful.length;
    console.log(`${id} ${harmless} of ${texts.length}, each in ${countPlaces()} places`);
    expect(harmful).toEqual([]);
  });
}

test("a07, a08: hostile texts are texts while they stream, and from a hostile server", async ({
  browser,
}) => {
  test.skip(
    process.env.PARLEY_COMMAND === undefined,
    "needs PARLEY_COMMAND, for a model of its own",
  );
  test.setTimeout(150_000);
  // A NUL and half a character cannot be stored.
  const texts = [...pictures, ...scripts].filter(
    (text) => !text.includes("\u0000") && !/\p{Surrogate}/u.test(text),
  );
  const model = await FakeModel.start({ answer: texts.join("\n\n<!-- -->\n\n"), pieceLength: 5 });
  mkdirSync("target", { recursive: true });
  const file = resolve("target/hostile-texts.json");
  writeFileSync(file, JSON.stringify(texts));
  const mcpConfig = resolve("target/hostile.json");
  const args = [resolve("e2e/hostile-server.mjs"), file];
  const hostile = { command: process.execPath, args, trusted: true };
  writeFileSync(mcpConfig, JSON.stringify({ mcpServers: { hostile } }));
  const server = await ServerProcess.start({
    mcpConfig,
    env: () => Promise.resolve({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "none" }),
  });
  const url = server?.url ?? "";
  try {
    const context = await browser.newContext({ baseURL: url });
    const journey = new Journey(await context.newPage());
    const { page } = journey;
    const canary = await Canary.watch(context, url);
    await journey.begin();
    await journey.send("Do your worst");
    const decline = journey.answer.getByRole("button", { name: "Decline" });
    await expect(decline).toHaveCount(12);
    await expect(journey.answer.locator("progress")).toHaveCount(12);
    await openEverything(page);
    await harmless(page);
    for (let open = 12; open > 0; open--) {
      await decline.first().click();
      await expect(decline).toHaveCount(open - 1);
    }
    const stop = page.getByRole("button", { name: "Stop" });
    let looks = 0;
    while (await stop.isVisible()) {
      await harmless(page);
      looks++;
    }
    await journey.settle();
    await expect(journey.answer).toContainText("Not loaded: a picture");
    await openEverything(page);
    await expect(journey.answer.getByRole("group", { name: "Structured content" })).toHaveCount(12);
    await harmless(page);
    await page.reload();
    await expect(journey.answer).toContainText("Not loaded: a picture");
    await harmless(page);
    for (const command of ["prompts", "resources"]) {
      await journey.submit(`/${command}`);
      const panel = page.getByRole("region", { name: new RegExp(`^${command}$`, "i") }).last();
      await expect(panel.getByRole("status")).toHaveText(/^\d{3} /);
      await harmless(page);
      await page.keyboard.press("Escape");
    }
    console.log(`A-07, A-08 mid-stream: looked ${looks} times at ${texts.length} texts`);
    expect(looks).toBeGreaterThan(3);
    expect(canary.sung).toEqual([]);
    await context.close();
  } finally {
    await server?.end();
    await model.end();
  }
});

/** Shows the texts in every place there is; those that have become more than text. */
async function harmDone(page: Page, texts: readonly string[]) {
  const journey = new Journey(page);
  await answerWith(page, texts);
  await page.goto(HOSTILE_PATH);
  // By selectors: on a page of this size, roles take seconds to find.
  await expect(page.locator("article")).toHaveCount(2 * texts.length + 2);
  await openEverything(page);
  await expect(page.locator("[aria-label='Structured content']")).toHaveCount(texts.length);
  await expect(page.locator("button", { hasText: "Allow once" })).toBeVisible();
  await page.evaluate(() => {
    for (const type of ["mouseover", "pointerenter", "focus", "click"]) {
      document.querySelectorAll("article p *, article li *").forEach((element) => {
        element.dispatchEvent(new Event(type));
      });
    }
  });
  const found = await foreignParts(page);
  const numbers = new Set(found.map(({ message }) => Math.floor(message / 2)));

  await page.goto(RUNNING_PATH);
  const questions = page.locator("section[aria-label^='Question from']");
  await expect(questions).toHaveCount(3 * texts.length);
  await expect(page.locator("article progress")).toHaveCount(texts.length);
  await expect(page.locator("article fieldset input[type=email]")).toHaveCount(texts.length);
  await openEverything(page);
  await harmless(page);

  await page.goto("/");
  const beginning = texts.at(0)?.trim().slice(0, 8) ?? "";
  for (const command of ["tools", "prompts", "resources", "servers"]) {
    await journey.composer.fill(`/${command}`);
    await journey.composer.press("Enter");
    const panel = page.getByRole("region", { name: new RegExp(`^${command}$`, "i") }).last();
    await expect(panel).toContainText(beginning);
    await harmless(page);
    if (command === "prompts") await harmlessPrompt(page, texts);
    else {
      if (command === "resources") await harmlessResource(page, texts);
      await page.keyboard.press("Escape");
    }
  }
  await journey.composer.fill("/");
  await expect(page.getByRole("listbox")).toContainText(beginning);
  await harmless(page);
  await page.getByRole("button", { name: "Tools you allow always" }).click();
  await expect(page.getByRole("dialog").getByRole("listitem")).toHaveCount(texts.length);
  await harmless(page);
  await page.keyboard.press("Escape");
  await journey.composer.fill("An error, please");
  await journey.composer.press("Enter");
  await expect(page.getByRole("alert").last()).toContainText(beginning);
  await harmless(page);

  return [...numbers].map((number) => ({
    text: texts[number] ?? "outside of the messages",
    html: found.find(({ message }) => Math.floor(message / 2) === number)?.html,
  }));
}

/** The first prompt: its arguments, what is suggested for one, and what it becomes. */
async function harmlessPrompt(page: Page, texts: readonly string[]): Promise<void> {
  await page.getByRole("list", { name: "Prompts" }).getByRole("button").first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("input")).toHaveCount(texts.length);
  await expect(dialog.getByRole("region", { name: "Preview" }).locator("li")).toHaveCount(
    texts.length,
  );
  await dialog.locator("input").first().press("ArrowDown");
  await expect(dialog.locator("[role=option]")).toHaveCount(texts.length);
  await harmless(page);
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Cancel" }).click();
}

/** The first resource, as it is read. */
async function harmlessResource(page: Page, texts: readonly string[]): Promise<void> {
  const panel = page.getByRole("region", { name: "Resources", exact: true });
  await panel.locator("button[aria-expanded=false]").first().click();
  await expect(panel.locator("a[download]")).toHaveCount(texts.length);
  await openEverything(page);
  await harmless(page);
}

/** Every tool card and every part of its JSON, so that all there is to show is shown. */
async function openEverything(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.querySelectorAll("details").forEach((details) => {
      details.open = true;
    });
  });
  // A browser paints on, and so loads what it would load.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}

async function harmless(page: Page): Promise<void> {
  expect(await foreignParts(page)).toEqual([]);
}
