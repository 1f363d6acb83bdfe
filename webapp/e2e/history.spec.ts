import { z } from "zod";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { inputs } from "./inputs";
import { expect, hasRealServer, test } from "./journey";

const { question, change } = inputs;

/** The line of the newest conversation of this title in the list. */
function row(page: Page, name: string) {
  const list = page.getByRole("navigation", { name: "Conversations" });
  return list.getByRole("link", { name, exact: true }).first();
}

async function openMenu(page: Page, title: string) {
  await row(page, title).hover();
  await page
    .getByRole("button", { name: `Actions of ${title}`, exact: true })
    .first()
    .click();
}

const exportSchema = z.object({
  title: z.string(),
  messages: z.array(z.object({ role: z.string() })),
});

async function choose(page: Page, title: string, item: string) {
  await openMenu(page, title);
  await page.getByRole("menuitem", { name: item }).click();
}

test("an earlier message is edited, and what was there stays", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();
  await journey.send("Thank you");
  await journey.settle();

  const first = page.getByRole("article", { name: "You" }).first();
  await first.getByRole("button", { name: "Edit message" }).click();
  const field = page.getByRole("textbox", { name: "Your message" });
  await expect(field).toHaveValue(question.text);
  await field.fill("Given up");
  await field.press("Escape");
  await expect(first).toContainText(question.text);
  await expect(first.getByRole("button", { name: "Edit message" })).toBeFocused();
  await page.keyboard.press("Enter");
  await field.fill(change.text);
  await journey.picture("15-editing");
  await field.press("Enter");

  await expect(journey.answer.getByRole("button", { name: "Allow once" })).toBeVisible();
  await journey.settle();
  await expect(page.getByRole("article", { name: "You" })).toHaveText([change.text]);
  await page.reload();
  await expect(page.getByRole("article", { name: "You" })).toHaveText([change.text]);

  await row(page, `${question.text} (earlier version)`).click();
  await expect(page.getByRole("article", { name: "You" })).toHaveText([question.text, "Thank you"]);
  await expect(page.getByRole("article", { name: "Parley" }).first()).toContainText(
    question.answer,
  );
  await journey.picture("16-earlier-version");
});

test("an answer is given again, and the earlier one stays", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();

  await journey.answer.hover();
  await journey.answer.getByRole("button", { name: "Answer again" }).click();

  await expect(row(page, `${question.text} (earlier version)`)).toBeVisible();
  await journey.settle();
  await expect(journey.answer).toContainText(question.answer);
  await expect(page.getByRole("article")).toHaveCount(2);
  await row(page, `${question.text} (earlier version)`).click();
  await expect(journey.answer).toContainText(question.answer);
  await expect(page.getByRole("article")).toHaveCount(2);
});

test("a branch goes its own way", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();
  const original = page.url();
  await journey.send("Thank you");
  await journey.settle();

  const answer = page.getByRole("article", { name: "Parley" }).first();
  await answer.hover();
  await answer.getByRole("button", { name: "Branch from here" }).click();

  await expect(page).not.toHaveURL(original);
  await expect(page.getByRole("article", { name: "You" })).toHaveText([question.text]);
  await expect(row(page, `${question.text} (branch)`)).toHaveAttribute("aria-current", "page");
  await journey.picture("17-branch");
  await journey.send("Another way");
  await journey.settle();
  await page.goto(original);
  await expect(page.getByRole("article", { name: "You" })).toHaveText([question.text, "Thank you"]);
});

test("an open approval is not branched", async ({ journey, page }) => {
  test.skip(!hasRealServer, "The mock copies as it is.");
  await journey.begin();
  await journey.send(change.text);
  await expect(journey.answer.getByRole("button", { name: "Allow once" })).toBeVisible();
  await journey.settle();
  const original = page.url();

  await choose(page, change.text, "Branch");

  await expect(page).not.toHaveURL(original);
  await journey.answer.locator("summary").last().click();
  await expect(journey.answer).toContainText(/branched before/);
  await expect(journey.answer.getByRole("button", { name: "Allow once" })).toHaveCount(0);
  await page.goto(original);
  await expect(journey.answer.getByRole("button", { name: "Allow once" })).toBeVisible();
});

test("a conversation is taken away as a file", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();

  const markdown = page.waitForEvent("download");
  await choose(page, question.text, "Export as Markdown");
  const text = await readFile(await (await markdown).path(), "utf8");
  expect((await markdown).suggestedFilename()).toMatch(/^[a-z0-9-]+-\d{4}-\d\d-\d\d\.md$/);
  expect(text).toContain(question.text);
  expect(text).toMatch(question.answer);

  const json = page.waitForEvent("download");
  await choose(page, question.text, "Export as JSON");
  const file = await readFile(await (await json).path(), "utf8");
  const exported = exportSchema.parse(JSON.parse(file));
  expect((await json).suggestedFilename()).toMatch(/\.json$/);
  expect(exported.title).toBe(question.text);
  expect(exported.messages.at(0)?.role).toBe("user");
  expect(exported.messages.at(-1)?.role).toBe("assistant");
});

test("what was used is told", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();

  await openMenu(page, question.text);
  const item = page.getByRole("menuitem", { name: /^Usage/ });
  await expect(item).toContainText(/[\d,]+ tokens, \d+ tool calls?/);
  await journey.picture("18-menu");
  await item.click();

  const dialog = page.getByRole("dialog", { name: "Usage" });
  await expect(dialog.getByRole("row", { name: /^This conversation 1 / })).toBeVisible();
  await expect(dialog.getByRole("row", { name: /^All conversations \d/ })).toBeVisible();
  await journey.picture("19-usage");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("on a phone, the list's menu is there to be used", async ({ journey, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();

  await page.getByRole("button", { name: "Conversations" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Actions of/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: /^Usage/ }).click();

  const usage = page.getByRole("dialog", { name: "Usage" });
  await expect(usage.getByRole("row", { name: /^All conversations \d/ })).toBeVisible();
  await journey.picture("20-phone-usage");
});
