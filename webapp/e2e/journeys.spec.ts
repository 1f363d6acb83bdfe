import { inputs } from "./inputs";
import { expect, hasRealServer, Journey, test } from "./journey";
import { Line } from "./line";

const { question, change, asking, long, prompt, failure } = inputs;

test("a question is answered with tools that can be looked into", async ({ journey, page }) => {
  await journey.begin();
  await journey.picture("01-empty");
  await journey.send(question.text);

  const card = journey.answer.getByRole("region", { name: question.tool }).first();
  await expect(card).toBeVisible();
  await journey.picture("02-running");
  await journey.settle();
  await expect(card).toContainText("done");
  await expect(journey.answer).toContainText(question.answer);
  await journey.picture("03-answer");

  await card.locator("summary").click();
  await expect(card.getByLabel("Result").first()).toBeVisible();
  await journey.picture("04-tool");

  await expect(page).toHaveURL(/\/c\/[\w-]{22,}$/);
  const current = page.getByRole("navigation").locator("[aria-current=page]");
  await expect(current).toContainText(/\w/);
});

test("a change is made once it is approved", async ({ journey }) => {
  await journey.begin();
  await journey.send(change.text);

  const card = journey.answer.getByRole("region", { name: /Approval of/ });
  await expect(card).toContainText(change.argument);
  await journey.settle();
  await journey.picture("05-approval");
  await card.getByRole("button", { name: "Allow once" }).click();

  await expect(journey.answer).toContainText(change.approved);
  await journey.settle();
  await expect(journey.answer.getByRole("region", { name: change.tool })).toContainText("done");
  await journey.picture("06-approved");
});

test("a change is left alone when it is denied, also after a reload", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(change.text);
  await expect(journey.answer.getByRole("button", { name: "Allow once" })).toBeVisible();
  await journey.settle();
  await page.reload();

  await journey.answer.getByRole("button", { name: "Deny…" }).click();
  await journey.answer.getByRole("textbox", { name: /Reason/ }).fill("Not today");
  await journey.answer.getByRole("button", { name: "Deny", exact: true }).click();

  await expect(journey.answer).toContainText(change.denied);
  await journey.settle();
  await expect(journey.answer.getByRole("region", { name: change.tool })).toContainText("denied");
  await journey.picture("07-denied");
});

test("a server's question is answered in the middle of its call", async ({ journey }) => {
  test.skip(!hasRealServer, "The mock asks nothing.");
  await journey.begin();
  const question = await journey.ask(asking.text);

  await expect(question).toContainText(asking.message);
  await expect(journey.composer).toHaveAttribute("placeholder", "Answer the question above first");
  await journey.picture("13-question");
  await question.getByRole("combobox", { name: asking.choice }).selectOption(asking.chosen);
  await question.getByRole("textbox", { name: asking.field }).fill("Checkout is down.");
  await question.getByRole("textbox", { name: asking.field }).press("Enter");

  await expect(journey.answer).toContainText(asking.accepted);
  await expect(question).toContainText("you answered");
  await journey.settle();
  await journey.picture("14-answered");
});

test("a question is still there after a reload, and may be declined", async ({ journey, page }) => {
  test.skip(!hasRealServer, "The mock asks nothing.");
  await journey.begin();
  const question = await journey.ask(asking.text);
  await page.reload();

  await question.getByRole("button", { name: "Decline" }).click();

  await expect(journey.answer).toContainText(asking.declined);
  await expect(question).toContainText("you declined");
  await journey.settle();
});

test("on a phone nothing is cut off: cards make room, ids stay whole, tables scroll", async ({
  journey,
  page,
}) => {
  test.skip(!hasRealServer, "The mock has no table.");
  await page.setViewportSize({ width: 390, height: 780 });
  await journey.begin();
  const example = page.getByRole("button", { name: question.text });
  await journey.submit("/tools");
  await expect(page.getByRole("region", { name: "Tools", exact: true })).toContainText("Search");
  await expect(example).toBeHidden();
  await journey.picture("15-phone-panel");
  await page.keyboard.press("Escape");

  await example.click();
  await expect(journey.answer).toContainText(question.answer);
  await journey.settle();
  await expect(journey.answer).toContainText(/live since \d+ [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC/);
  const id = journey.answer.getByRole("cell", { name: /^PARLEY-\d+$/ }).first();
  const lines = await id.evaluate((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top / 10))).size;
  });
  expect(lines).toBe(1);
  const widths = () => [document.documentElement.scrollWidth, innerWidth];
  expect(await page.evaluate(widths)).toEqual([390, 390]);
  await id.scrollIntoViewIfNeeded();
  await journey.picture("16-phone-table");
});

test("an answer can be stopped, and what was said stays", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);

  await page.getByRole("button", { name: "Stop" }).click();

  await journey.settle();
  await expect(journey.answer).toContainText(/stopped/i);
  await expect(journey.answer).not.toContainText(long.end);
  await journey.picture("08-stopped");
  await page.reload();
  await expect(journey.answer).toContainText(long.begin);
  await expect(journey.answer).toContainText(/stopped/i);
  await expect(journey.composer).toBeFocused();
});

test("a reload in the middle of an answer goes on with it", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);

  await page.reload();

  await expect(journey.answer).toContainText(long.begin);
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect(journey.answer).toContainText(long.end);
  await journey.settle();
  await expect(page.getByRole("article")).toHaveCount(2);
});

test("a tab that is closed in the middle misses nothing", async ({ journey, page, context }) => {
  await journey.begin();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);
  const address = page.url();
  await page.close();

  const again = new Journey(await context.newPage());
  await again.page.goto(address);

  await expect(again.answer).toContainText(long.end);
  await again.settle();
});

test("a lost connection is taken up again by itself", async ({ browser, baseURL }) => {
  const line = await Line.open();
  const context = await browser.newContext({
    baseURL: baseURL ?? "",
    proxy: { server: line.address, bypass: "<-loopback>" },
  });
  const journey = new Journey(await context.newPage());
  const banner = journey.page.getByText("Reconnecting…");
  await journey.begin();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);

  line.cut();
  await expect(banner).toBeVisible();
  await journey.picture("09-reconnecting");
  line.mend();

  await expect(journey.answer).toContainText(long.end);
  await journey.settle();
  await expect(banner).toBeHidden();
  await expect(journey.page.getByRole("article")).toHaveCount(2);
  await context.close();
  await line.close();
});

test("a prompt is chosen with a slash and filled in", async ({ journey, page }) => {
  await journey.begin();
  await journey.composer.pressSequentially(prompt.typed);
  await expect(page.getByRole("option", { name: prompt.option })).toBeVisible();
  await journey.picture("10-commands");
  await journey.composer.press("Enter");

  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Use prompt" })).toBeDisabled();
  await dialog.getByRole("combobox", { name: prompt.argument }).fill(prompt.value);
  await expect(dialog.getByRole("region", { name: "Preview" })).toContainText(prompt.rendered);
  await journey.picture("11-prompt");
  await dialog.getByRole("button", { name: "Use prompt" }).click();

  const mine = page.getByRole("article", { name: "You" });
  await expect(mine).toContainText(prompt.chip);
  await expect(mine).toContainText(prompt.rendered);
  await expect(journey.answer).toBeVisible();
  await journey.settle();
  await page.reload();
  await expect(mine).toContainText(prompt.chip);
  await expect(mine).toContainText(prompt.rendered);
});

test("a failure says why and can be tried again", async ({ journey }) => {
  await journey.begin();
  await journey.send(failure.text);
  await journey.settle();

  const again = journey.answer.getByRole("button", { name: failure.retry });
  await expect(again).toBeVisible();
  await journey.picture("12-failed");
  await again.click();

  await journey.settle();
  await expect(journey.answer.getByRole("button", { name: failure.retry })).toBeVisible();
});

test("a draft survives a reload", async ({ journey, page }) => {
  await journey.begin();
  await journey.composer.fill("Half a thought");

  await page.reload();

  await expect(journey.composer).toHaveValue("Half a thought");
});

test("conversations are renamed, searched and deleted", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(`${long.text} for the list`);
  await expect(journey.answer).toContainText(long.begin);
  await page.getByRole("button", { name: "Stop" }).click();
  await journey.settle();
  const list = page.getByRole("navigation", { name: "Conversations" });
  const row = list.getByRole("listitem").filter({ has: page.locator("[aria-current=page]") });
  await row.hover();
  await row.getByRole("button", { name: /^Actions of/ }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("A quite particular title");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.getByRole("searchbox").fill("quite particular");
  await expect(list.getByRole("link")).toHaveCount(1);
  await expect(list.getByRole("link")).toHaveText("A quite particular title");

  await row.hover();
  await row.getByRole("button", { name: /^Actions of/ }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();

  await expect(list.getByText("Nothing found.")).toBeVisible();
  await expect(page).toHaveURL(/\/$/);
});
