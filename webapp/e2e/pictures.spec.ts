import { inputs } from "./inputs";
import { expect, hasRealServer, test } from "./journey";

const { question, change, asking } = inputs;

// The pictures of the project's README, at the size they have there.
test.use({ viewport: { width: 1200, height: 760 }, colorScheme: "light" });

test("what the README shows", async ({ journey, page }) => {
  test.skip(!hasRealServer, "The mock asks nothing.");
  await journey.begin();
  await journey.send(question.text);
  await expect(journey.answer).toContainText(question.answer);
  await journey.settle();
  const summary = page.locator("summary").last();
  await summary.scrollIntoViewIfNeeded();
  await journey.picture("readme-answer");

  await page.keyboard.press("Control+Shift+O");
  await journey.send(change.text);
  await expect(journey.answer.getByRole("button", { name: "Allow once" })).toBeVisible();
  await journey.settle();
  await journey.picture("readme-approval");

  await page.keyboard.press("Control+Shift+O");
  const asked = await journey.ask(asking.text);
  await journey.picture("readme-question");
  await asked.getByRole("button", { name: "Decline" }).click();
  await journey.settle();
});
