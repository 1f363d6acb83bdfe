import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, Journey, test } from "./journey";
import { ServerProcess } from "./server-process";

const NO_COMMAND = "needs PARLEY_COMMAND, for a server of its own";
const TITLE = /Show everything/;

let server: ServerProcess | undefined;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  mkdirSync("target", { recursive: true });
  const mcpConfig = resolve("target/gallery.json");
  const gallery = {
    command: process.execPath,
    args: [resolve("e2e/gallery-server.mjs")],
    trusted: true,
  };
  writeFileSync(mcpConfig, JSON.stringify({ mcpServers: { gallery } }));
  server = await ServerProcess.start({ mcpConfig });
});

test.afterAll(async () => {
  await server?.end();
});

for (const look of [
  { name: "light", colorScheme: "light", width: 1280 },
  { name: "dark", colorScheme: "dark", width: 1280 },
  { name: "phone", colorScheme: "light", width: 390 },
] as const) {
  test(`a result of every kind is shown, ${look.name}`, async ({ browser }) => {
    test.skip(server === undefined, NO_COMMAND);
    const context = await browser.newContext({
      baseURL: server?.url ?? "",
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 860 },
      // Axe brings its own script; the journey beside this one has the policy on.
      bypassCSP: look.name === "dark",
    });
    const complaints: string[] = [];
    context.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    const journey = new Journey(await context.newPage());
    const { page } = journey;
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme: look.colorScheme });
    await journey.begin();
    await journey.send("gallery__show_everything");
    await journey.settle();
    const card = journey.answer.getByRole("region", { name: TITLE });
    await card.locator("summary").click();

    const picture = card.getByRole("img", { name: "Picture, returned by the tool" });
    await expect(picture).toHaveCount(1);
    expect(await picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    const sound = card.locator("audio");
    await picture.scrollIntoViewIfNeeded();
    await journey.picture(`29-card-media-${look.name}`);
    await expect
      .poll(() => sound.evaluate((one: HTMLAudioElement) => one.readyState + (one.error ? 99 : 0)))
      .toBeGreaterThan(0);
    expect(await sound.evaluate((one: HTMLAudioElement) => one.error?.code ?? 0)).toBe(0);
    await expect(card.getByRole("link", { name: /image\/svg\+xml/ })).toHaveAttribute(
      "href",
      /^data:application\/octet-stream;/,
    );
    await journey.picture(`30-card-${look.name}`);

    const tree = card.getByRole("group", { name: "Structured content" });
    const events = tree.getByRole("button", { name: "events: 10,000 items" });
    await events.focus();
    await page.keyboard.press("ArrowRight");
    await expect(tree.getByRole("button", { name: "99: { id, level }" })).toBeVisible();
    await expect(tree.getByRole("button", { name: "100: { id, level }" })).toHaveCount(0);
    await page.keyboard.press("ArrowLeft");

    await expect(card.getByText("Call Ann, then sleep.")).toHaveCount(0);
    await card.getByRole("button", { name: "Read runbook" }).click();
    await expect(card.getByText("Call Ann, then sleep.")).toBeVisible();
    await tree.scrollIntoViewIfNeeded();
    await journey.picture(`31-card-read-${look.name}`);
    if (look.name === "dark") {
      const found = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      expect(found.violations.flatMap((one) => one.nodes.map((node) => node.html))).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test("the resources of a server are read from a command", async ({ browser }) => {
  test.skip(server === undefined, NO_COMMAND);
  const context = await browser.newContext({ baseURL: server?.url ?? "" });
  const journey = new Journey(await context.newPage());
  const { page } = journey;
  await journey.begin();
  await journey.composer.fill("/resources");
  await journey.composer.press("Enter");

  const panel = page.getByRole("region", { name: "Resources" });
  await panel.getByRole("button", { name: "Read Runbook" }).click();
  await expect(panel.getByText("Call Ann, then sleep.")).toBeVisible();
  await journey.picture("32-resources");
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(page.getByRole("article")).toHaveCount(0);
  await context.close();
});
