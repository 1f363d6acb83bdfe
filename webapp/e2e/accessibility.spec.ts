import { AxeBuilder } from "@axe-core/playwright";
import { inputs } from "./inputs";
import { expect, hasRealServer, test } from "./journey";

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing, ${colorScheme}`, async ({ browser, baseURL }) => {
    // Axe brings its own script, which the page's policy rightly refuses.
    const context = await browser.newContext({
      baseURL: baseURL ?? "",
      bypassCSP: true,
      colorScheme,
    });
    const page = await context.newPage();
    const violations = async () => {
      const found = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`));
    };
    const composer = page.getByRole("combobox", { name: "Message to Parley" });
    const log = page.getByRole("log");
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme });

    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.screenshot({ path: `target/screens/${colorScheme}-empty.png` });

    await composer.fill(inputs.question.text);
    await composer.press("Enter");
    await expect(log).toHaveAttribute("aria-busy", "false", { timeout: 30_000 });
    await page.locator("summary").last().click();
    expect(await violations()).toEqual([]);
    await page.screenshot({ path: `target/screens/${colorScheme}-answer.png` });

    await composer.fill(inputs.change.text);
    await composer.press("Enter");
    await expect(page.getByRole("button", { name: "Allow once" })).toBeVisible();
    await expect(log).toHaveAttribute("aria-busy", "false");
    expect(await violations()).toEqual([]);
    await page.screenshot({ path: `target/screens/${colorScheme}-approval.png` });

    await composer.fill("/");
    await expect(page.getByRole("listbox")).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.screenshot({ path: `target/screens/${colorScheme}-commands.png` });

    if (hasRealServer) {
      await composer.fill(inputs.asking.text);
      await composer.press("Enter");
      await page.getByRole("button", { name: "Allow once" }).last().click();
      await expect(page.getByRole("region", { name: /^Question from/ })).toBeVisible();
      expect(await violations()).toEqual([]);
      await page.screenshot({ path: `target/screens/${colorScheme}-question.png` });
      await page.getByRole("button", { name: "Decline" }).click();
    }
    await context.close();
  });
}

test("a phone shows the same page, the list in a drawer", async ({ journey, page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await journey.begin();
  await journey.picture("phone-empty");
  await journey.send(inputs.question.text);
  await journey.settle();
  await expect(journey.answer).toContainText(inputs.question.answer);
  await journey.picture("phone-answer");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);

  await page.getByRole("button", { name: "Conversations" }).click();
  const drawer = page.getByRole("dialog", { name: "Conversations" });
  await expect(drawer.getByRole("link", { name: inputs.question.text }).first()).toBeVisible();
  await journey.picture("phone-list");
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
});

test("everything is reached by the keyboard", async ({ journey, page }) => {
  await journey.begin();
  await expect(journey.composer).toBeFocused();
  await page.keyboard.type(inputs.change.text);
  await page.keyboard.press("Enter");
  const allow = page.getByRole("button", { name: "Allow once" });
  await expect(allow).toBeVisible();
  await journey.settle();
  await expect(journey.composer).toBeFocused();

  await page.keyboard.press("Shift+Tab");
  for (
    let i = 0;
    i < 6 && !(await allow.evaluate((node) => node === document.activeElement));
    i++
  ) {
    await page.keyboard.press("Shift+Tab");
  }
  await expect(allow).toBeFocused();
  await page.keyboard.press("Enter");

  await expect(journey.answer).toContainText(inputs.change.approved);
  await journey.settle();
  await expect(journey.composer).toBeFocused();
});
