import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { inputs } from "./inputs";
import { expect, hasRealServer, Journey, test as base } from "./journey";
import { Line } from "./line";

const { question, change, asking, long, prompt, failure } = inputs;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A journey that axe can look at: axe brings its own script, which the page's policy rightly refuses. */
const test = base.extend({
  context: async ({ browser, baseURL }, provide) => {
    const context = await browser.newContext({
      baseURL: baseURL ?? "",
      bypassCSP: true,
      reducedMotion: "reduce",
      colorScheme: "light",
    });
    await provide(context);
    await context.close();
  },
});

/** Axe finds nothing in the page as it stands, light and dark; a picture of each is kept. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const faults = found.violations.flatMap((one) =>
      one.nodes.map((node) => `${colorScheme}, ${one.id}: ${node.html} ${node.failureSummary}`),
    );
    expect(faults).toEqual([]);
    await page.screenshot({ path: `target/screens/${name}-${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

test("axe: empty, commands", async ({ journey, page }) => {
  await journey.begin();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page, "key-01-first-run");

  await journey.composer.fill("/");
  await expect(page.getByRole("listbox")).toBeVisible();
  await expectAccessible(page, "key-02-commands");
});

test("axe: command panels", async ({ journey, page }) => {
  await journey.begin();
  for (const command of ["tools", "prompts", "resources", "servers", "model", "help", "clear"]) {
    await journey.composer.fill(`/${command}`);
    await journey.composer.press("Enter");
    const close = page.getByRole("button", { name: "Close" });
    await expect(close).toBeVisible();
    await expectAccessible(page, `panel-${command}`);
    await close.click();
    await expect(close).toBeHidden();
  }
});

test("axe: streaming and stopped", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);
  await expectAccessible(page, "key-04-streaming");
  await page.keyboard.press("Escape");
  await journey.settle();
  await expectAccessible(page, "stopped");
});

test("axe: an answer with an open tool card, a message being edited, usage", async ({
  journey,
  page,
}) => {
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();
  await page.locator("summary").last().click();
  await expect(journey.answer.getByLabel("Result").first()).toBeVisible();
  await expectAccessible(page, "key-05-answer");

  await page.getByRole("article", { name: "You" }).hover();
  await page.getByRole("button", { name: "Edit message" }).click();
  await expect(page.getByRole("textbox", { name: "Your message" })).toBeFocused();
  await expectAccessible(page, "editor");
  await page.keyboard.press("Escape");

  const current = page.locator("[aria-current=page]");
  await current.hover();
  await page
    .getByRole("listitem")
    .filter({ has: current })
    .getByRole("button", { name: /^Actions of/ })
    .click();
  await expectAccessible(page, "menu");
  await page.getByRole("menuitem", { name: /^Usage/ }).click();
  await expect(page.getByRole("row", { name: /^All conversations \d/ })).toBeVisible();
  await expectAccessible(page, "key-09-usage");
});

test("axe: an approval, and what is allowed always", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(change.text);
  await expect(page.getByRole("button", { name: "Allow once" })).toBeVisible();
  await journey.settle();
  await expectAccessible(page, "key-06-approval");
  await page.getByRole("button", { name: "Deny…" }).click();
  await expect(page.getByRole("textbox", { name: /Reason/ })).toBeVisible();
  await expectAccessible(page, "denying");

  await page.getByRole("button", { name: "Tools you allow always" }).click();
  await expect(page.getByRole("dialog")).toContainText("None.");
  await expectAccessible(page, "approvals");
});

test("axe: a server's question", async ({ journey, page }) => {
  test.skip(!hasRealServer, "The mock asks nothing.");
  await journey.begin();
  const asked = await journey.ask(asking.text);
  await expectAccessible(page, "key-07-question");
  await asked.getByRole("button", { name: "Decline" }).click();
  await journey.settle();
});

test("axe: a prompt's dialog, with what its server proposes", async ({ journey, page }) => {
  await journey.begin();
  await journey.composer.fill(prompt.typed);
  await page.getByRole("option", { name: prompt.option }).click();
  const field = page.getByRole("combobox", { name: prompt.argument });
  await expect(field).toBeVisible();
  await expectAccessible(page, "key-03-prompt");
  await field.focus();
  await field.press("ArrowDown");
  await expect(page.getByRole("option", { name: prompt.value })).toBeVisible();
  await expectAccessible(page, "completion");
});

test("axe: the settings, the keyboard's dialog", async ({ journey, page }) => {
  await journey.begin();
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(page.getByRole("menuitemradio", { name: "Dark" })).toBeVisible();
  await expectAccessible(page, "settings");
  await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await expectAccessible(page, "keyboard");
});

test("axe: a failure", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(failure.text);
  await journey.settle();
  await expect(journey.answer.getByRole("button", { name: failure.retry })).toBeVisible();
  await expectAccessible(page, "failure");
});

test("axe: a problem", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL: baseURL ?? "", bypassCSP: true });
  const journey = new Journey(await context.newPage());
  const { page } = journey;
  await page.route("**/api/chat", (route) =>
    route.fulfill({
      status: 429,
      headers: { "Retry-After": "90" },
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "rate_limited", detail: "You have started many answers." }),
    }),
  );
  await journey.begin();
  await journey.submit("Hello");
  await expect(page.getByRole("alert")).toBeVisible();
  await expectAccessible(page, "key-08-problem");
  await context.close();
});

test("axe: reconnecting", async ({ browser, baseURL }) => {
  const line = await Line.open();
  const context = await browser.newContext({
    baseURL: baseURL ?? "",
    bypassCSP: true,
    proxy: { server: line.address, bypass: "<-loopback>" },
  });
  const journey = new Journey(await context.newPage());
  await journey.begin();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);
  line.cut();
  await expect(journey.page.getByText("Reconnecting…")).toBeVisible();
  await expectAccessible(journey.page, "reconnecting");
  await context.close();
  await line.close();
});

test("axe: a phone and its drawer", async ({ journey, page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await journey.begin();
  await expectAccessible(page, "phone");
  await page.getByRole("button", { name: "Conversations" }).click();
  await expect(page.getByRole("dialog", { name: "Conversations" })).toBeVisible();
  await expectAccessible(page, "drawer");
});

test("axe: the sign-in page", async ({ page }) => {
  const status = { mode: "provider", provider: "Acme ID", signedIn: false };
  await page.route("**/api/auth/status", (route) => route.fulfill({ json: status }));
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Sign in with Acme ID" })).toBeVisible();
  await expectAccessible(page, "sign-in");
});

test("axe: signed out in the middle", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL: baseURL ?? "", bypassCSP: true });
  const journey = new Journey(await context.newPage());
  const { page } = journey;
  const status = {
    mode: "provider",
    provider: "Acme ID",
    signedIn: true,
    principal: { name: "Ann" },
  };
  await page.route("**/api/auth/status", (route) => route.fulfill({ json: status }));
  await page.route("**/api/chat", (route) =>
    route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "not_signed_in", detail: "You are not signed in." }),
    }),
  );
  await journey.begin();
  await page
    .getByRole("button", { name: /^Name of|Ann/ })
    .first()
    .click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await expectAccessible(page, "account");
  await page.keyboard.press("Escape");
  await journey.submit("Hello");
  await expect(page.getByRole("dialog", { name: "You are signed out" })).toBeVisible();
  await expectAccessible(page, "signed-out");
  await context.close();
});

test("a phone shows the same page, the list in a drawer", async ({ journey, page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();
  await expect(journey.answer).toContainText(question.answer);
  await journey.picture("key-10-phone");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);

  await page.getByRole("button", { name: "Conversations" }).click();
  const drawer = page.getByRole("dialog", { name: "Conversations" });
  await expect(drawer.getByRole("link", { name: question.text }).first()).toBeVisible();
  await journey.picture("phone-list");
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
});
