import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, Journey, test } from "./journey";
import { ModelEndpoint } from "./model-endpoint";
import { ServerProcess } from "./server-process";

const SETTINGS = resolve("target/models.conf");

test("the model is chosen beside the text, named below the answer, and kept", async ({
  browser,
}) => {
  const endpoint = await ModelEndpoint.start();
  writeFileSync(SETTINGS, 'model { name = small, others = ["large"] }\n');
  const server = await ServerProcess.start({
    settings: SETTINGS,
    env: () => Promise.resolve({ OPENAI_BASE_URL: endpoint.url, OPENAI_MODEL: "" }),
  });
  test.skip(server === undefined, "needs PARLEY_COMMAND, to start a Parley with two models");
  if (!server) return;
  try {
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    const journey = new Journey(page);
    const picker = page.getByRole("combobox", { name: "Model" });
    await journey.begin();
    await expect(picker).toHaveValue("small");
    await journey.send("Who are you?");
    await expect(journey.answer).toContainText("I am small and see 0 pictures.");
    await journey.settle();

    await picker.selectOption("large");
    await page.getByLabel("Files to attach").setInputFiles({
      name: "dot.png",
      mimeType: "image/png",
      buffer: Buffer.from("89504e470d0a1a0a00", "hex"),
    });
    await journey.send("And now?");
    await expect(journey.answer).toContainText("I am large and see 1 pictures.");
    await journey.settle();
    await journey.answer.hover();
    await expect(journey.answer.getByText("large", { exact: true })).toBeVisible();
    await journey.picture("45-models");

    await page.reload();
    await expect(picker).toHaveValue("large");
    await expect(journey.answer.getByText("large", { exact: true })).toBeAttached();
    await page.getByRole("button", { name: /^New/ }).first().click();
    await expect(picker).toHaveValue("large");
    await context.close();
  } finally {
    await server.end();
    await endpoint.stop();
  }
});
