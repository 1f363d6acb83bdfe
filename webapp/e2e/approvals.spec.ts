import { inputs } from "./inputs";
import { expect, test, type Journey } from "./journey";

const { change } = inputs;

function card(journey: Journey) {
  return journey.answer.getByRole("region", { name: /Approval of/ });
}

test("a03: a tool allowed always runs without asking until that is taken back", async ({
  journey,
  page,
}) => {
  await journey.begin();
  await journey.send(change.text);
  await expect(card(journey)).toContainText("from now on this tool of demo runs without asking");
  await journey.settle();
  await journey.picture("40-approval-always");
  await page.emulateMedia({ colorScheme: "dark" });
  await journey.picture("41-approval-always-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  await journey.picture("42-approval-always-phone");
  await page.setViewportSize({ width: 1280, height: 860 });
  const always = card(journey).getByRole("button", { name: "Allow always" });
  await always.focus();
  await always.press("Enter");
  await expect(journey.answer).toContainText(change.approved);
  await journey.settle();

  await journey.send(change.text);

  await expect(journey.answer).toContainText(change.approved);
  await journey.settle();
  const ran = journey.answer.getByRole("region", { name: change.tool });
  await expect(ran).toContainText("allowed always");
  await expect(ran).toContainText("done");
  await expect(card(journey)).toHaveCount(0);
  await journey.picture("43-allowed-always");
  await page.setViewportSize({ width: 390, height: 844 });
  await journey.picture("46-allowed-always-phone");
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.reload();
  await expect(journey.answer.getByRole("region", { name: change.tool })).toContainText(
    "allowed always",
  );

  await page.getByRole("button", { name: "Tools you allow always" }).click();
  const dialog = page.getByRole("dialog", { name: "Tools you allow always" });
  await expect(dialog).toContainText("resolve_issue");
  await expect(dialog).toContainText("on demo, since");
  await journey.picture("44-tools-allowed-always");
  await page.emulateMedia({ colorScheme: "dark" });
  await journey.picture("45-tools-allowed-always-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await dialog.getByRole("button", { name: "Ask again about resolve_issue on demo" }).click();
  await expect(dialog).toContainText("None.");
  await page.keyboard.press("Escape");

  await journey.send(change.text);

  await expect(card(journey).getByRole("button", { name: "Allow always" })).toBeVisible();
  await journey.settle();
  await card(journey).getByRole("button", { name: "Allow once" }).click();
  await expect(journey.answer).toContainText(change.approved);
  await journey.settle();
});
