import { inputs } from "./inputs";
import { expect, hasRealServer, Journey, test } from "./journey";

const { question, prompt, long } = inputs;

test("a command shows here what it has to say, and nothing is sent", async ({ journey, page }) => {
  await journey.begin();
  await journey.composer.fill("/tools");
  await journey.composer.press("Enter");

  const panel = page.getByRole("region", { name: "Tools", exact: true });
  await expect(panel.getByRole("searchbox", { name: "Find a tool" })).toBeFocused();
  await page.keyboard.type("resolve");
  await expect(panel.getByRole("status")).toHaveText(/^[1-9] tools?$/);
  await expect(panel.getByRole("listitem").first()).toContainText(/resolve/i);
  await journey.picture("33-tools");
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(journey.composer).toBeFocused();

  await journey.composer.fill("/hepl");
  await journey.composer.press("Enter");
  await expect(page.getByRole("region", { name: "No such command" })).toContainText("/hepl");
  await journey.picture("34-unknown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Commands and keys" })).toContainText("/model");
  await journey.picture("35-help");
  await expect(page.getByRole("article")).toHaveCount(0);
  await expect(page).toHaveURL(/\/$/);
});

test("a prompt's argument is completed by its server", async ({ journey, page }) => {
  test.skip(!hasRealServer, "The mock completes nothing.");
  await journey.begin();
  await journey.composer.fill(prompt.typed);
  await page.getByRole("option", { name: prompt.option }).click();

  const field = page.getByRole("combobox", { name: prompt.argument });
  await field.focus();
  await field.press("ArrowDown");
  const option = page.getByRole("option", { name: prompt.value });
  await expect(option).toBeVisible();
  await expect(async () => {
    await field.press("ArrowDown");
    await expect(option).toHaveAttribute("aria-selected", "true", { timeout: 200 });
  }).toPass();
  await journey.picture("36-completion");
  await field.press("Enter");
  await expect(field).toHaveValue(prompt.value);
  await field.press("Enter");

  await expect(journey.log).toContainText(prompt.chip);
  await journey.settle();
});

test("the keyboard reaches everything, and says how", async ({ journey, page }) => {
  await journey.begin();
  await journey.send(question.text);
  await journey.settle();
  const first = page.url();
  await page.keyboard.press("Control+Shift+O");
  await expect(page).toHaveURL(/\/$/);
  await journey.send(long.text);
  await page.keyboard.press("Escape");
  await journey.settle();
  await expect(journey.answer).toContainText(/stopped/i);
  const second = page.url();

  await page.keyboard.press("Alt+ArrowDown");
  await expect(page).toHaveURL(first);
  await page.keyboard.press("Alt+ArrowUp");
  await expect(page).toHaveURL(second);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("searchbox", { name: "Search conversations" })).toBeFocused();
  await page.getByRole("log").click();
  await page.keyboard.press("/");
  await expect(journey.composer).toBeFocused();
  await expect(journey.composer).toHaveValue("");
  await page.keyboard.type("?");
  await expect(journey.composer).toHaveValue("?");
  await journey.composer.fill("");

  await page.keyboard.press("Control+/");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(dialog).toContainText("Conversation below");
  await journey.picture("37-keyboard");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(second);
});

test("on a phone the search opens with its drawer, where menus work too", async ({
  journey,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await journey.begin();
  await page.keyboard.press("Control+k");

  await expect(page.getByRole("searchbox", { name: "Search conversations" }).last()).toBeFocused();
  await journey.picture("38-drawer-phone");

  const drawer = page.getByRole("dialog", { name: "Conversations" });
  await drawer.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await journey.picture("42-settings-phone");
});

test("the look is chosen, kept, and there before the first paint", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL: baseURL ?? "", colorScheme: "light" });
  const journey = new Journey(await context.newPage());
  const { page } = journey;
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await journey.begin();
  const light = await background();

  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.getByRole("menuitemradio", { name: "Dark" })).toBeChecked();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await journey.picture("39-theme-menu");

  // Without the page's own code there is only what is done before it.
  await page.route(/\/assets\/.*\.js$/, (route) => route.abort());
  await page.reload();
  await expect.poll(background).toBe(dark);
  await page.unroute(/\/assets\/.*\.js$/);
  await page.reload();
  await expect(journey.composer).toBeVisible();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitemradio", { name: "As the system" }).click();
  await expect.poll(background).toBe(light);
  await context.close();
});

test("two tabs of one conversation stay in step, and so do their lists", async ({
  context,
  journey,
  page,
}) => {
  await journey.begin();
  await journey.send("Hello");
  await journey.settle();
  const other = new Journey(await context.newPage());
  await other.page.goto(page.url());
  await expect(other.answer).toBeVisible();
  const messages = await other.page.getByRole("article").count();

  await page.bringToFront();
  await journey.send(long.text);
  await expect(other.log.getByText(long.text)).toBeVisible({ timeout: 2_000 });
  await expect(other.answer).toContainText(long.begin);
  await page.keyboard.press("Escape");
  await journey.settle();
  await other.settle();
  await expect(other.page.getByRole("article")).toHaveCount(messages + 2);

  await page.keyboard.press("Control+Shift+O");
  await journey.send("Another tale");
  await expect(other.page.getByRole("link", { name: /Another tale/ }).first()).toBeVisible({
    timeout: 5_000,
  });
  await other.page.close();
});
