import type { Locator, Page } from "@playwright/test";
import { inputs } from "./inputs";
import { expect, test } from "./journey";

const { question, change, long } = inputs;
/** The list has two stops for each conversation of all the journeys. */
const STEPS_MAX = 400;

/** Goes with the Tab key, forwards or back, until it is there. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab") {
  for (let i = 0; i < STEPS_MAX; i++) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

test("the whole of it without a mouse", async ({ journey, page }) => {
  // Whatever moves or presses a pointer ends the journey.
  await page.addInitScript(() => {
    document.addEventListener("pointerdown", () => console.error("a pointer was used"), true);
  });
  await journey.begin();
  await expect(journey.composer).toBeFocused();

  await page.keyboard.type(question.text);
  await page.keyboard.press("Enter");
  await expect(journey.answer).toContainText(question.answer);
  await journey.settle();
  await expect(journey.composer).toBeFocused();
  const first = page.url();
  const card = journey.answer.getByRole("region", { name: question.tool }).first();
  await tabTo(page, card.locator("summary"), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(card.getByLabel("Result").first()).toBeVisible();

  for (const [name, outcome] of [
    ["Allow once", change.approved],
    ["Deny…", change.denied],
  ] as const) {
    await page.keyboard.press("Control+Shift+O");
    await expect(journey.composer).toBeFocused();
    await page.keyboard.type(change.text);
    await page.keyboard.press("Enter");
    const button = journey.answer.getByRole("button", { name });
    await expect(button).toBeVisible();
    await journey.settle();
    await expect(journey.composer).toBeFocused();
    await tabTo(page, button, "Shift+Tab");
    await page.keyboard.press("Enter");
    if (name === "Deny…") {
      await expect(journey.answer.getByRole("textbox", { name: /Reason/ })).toBeFocused();
      await page.keyboard.type("Not today");
      await tabTo(page, journey.answer.getByRole("button", { name: "Deny", exact: true }));
      await page.keyboard.press("Enter");
    }
    await expect(journey.answer).toContainText(outcome);
    await journey.settle();
    await expect(journey.composer).toBeFocused();
  }

  await page.keyboard.press("Control+Shift+O");
  await page.keyboard.type(long.text);
  await page.keyboard.press("Enter");
  await expect(journey.answer).toContainText(long.begin);
  await page.keyboard.press("Escape");
  await expect(journey.answer).toContainText(/stopped/i);
  await journey.settle();

  const row = page.getByRole("listitem").filter({ has: page.locator("[aria-current=page]") });
  const actions = row.getByRole("button", { name: /^Actions of/ });
  await tabTo(page, actions, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Rename" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Title" })).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Counting by hand");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row.getByRole("button", { name: "Actions of Counting by hand" })).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type(question.text);
  const found = page.getByRole("navigation", { name: "Conversations" }).getByRole("link");
  await expect(found.first()).toHaveText(question.text);
  await tabTo(page, found.first());
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/$/);
  await expect(journey.answer).toContainText(question.answer);
  await page.goto(first);
  await expect(journey.answer).toContainText(question.answer);
});

test("yesterday's conversation is found and opened by the keyboard", async ({ journey, page }) => {
  await journey.begin();
  await page.keyboard.type(question.text);
  await page.keyboard.press("Enter");
  await journey.settle();
  const url = page.url();
  // The clock of the page goes to tomorrow, so that today is yesterday.
  await page.clock.setFixedTime(new Date(Date.now() + 24 * 60 * 60 * 1000));
  await page.goto("/");
  await expect(journey.composer).toBeFocused();

  await expect(page.getByRole("heading", { name: "Yesterday" })).toBeVisible();
  const row = page.getByRole("link", { name: question.text }).first();
  await tabTo(page, row, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(url);
  await expect(journey.answer).toContainText(question.answer);
});

test("the focus goes back to what opened a dialog", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(change.text);
  const always = journey.answer.getByRole("button", { name: "Allow always" });
  await expect(always).toBeVisible();
  await journey.settle();
  await always.focus();
  await always.press("Enter");
  await expect(journey.answer).toContainText(change.approved);
  await journey.settle();

  const opener = page.getByRole("button", { name: "Tools you allow always" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  const again = dialog.getByRole("button", { name: /^Ask again/ }).first();
  await again.focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("None.");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();

  const settings = page.getByRole("button", { name: "Settings" });
  await settings.focus();
  await page.keyboard.press("Enter");
  // Keys that come before the menu go past it.
  await expect(page.getByRole("menuitemradio").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("menuitem", { name: "Keyboard shortcuts" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(settings).toBeFocused();
});
