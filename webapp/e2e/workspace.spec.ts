import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, Journey, test } from "./journey";
import { ServerProcess } from "./server-process";

let server: ServerProcess | undefined;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  mkdirSync("target", { recursive: true });
  const settings = resolve("target/workspace.conf");
  // Without a sign-in, everyone is in all of them.
  const people = '["https://id.example.com 1"]';
  writeFileSync(settings, `organizations { acme = ${people}, other = ${people} }\n`);
  server = await ServerProcess.start({ settings });
});

test.afterAll(async () => {
  await server?.end();
});

test("where one works is chosen, said with every request, and kept", async ({ browser }) => {
  test.skip(server === undefined, "needs PARLEY_COMMAND, for settings of its own");
  const context = await browser.newContext({ baseURL: server?.url ?? "" });
  const journey = new Journey(await context.newPage());
  const { page } = journey;
  const said = new Map<string, string | undefined>();
  page.on("request", (request) => {
    said.set(new URL(request.url()).pathname, request.headers()["parley-workspace"]);
  });
  await journey.begin();
  expect(said.get("/api/conversations")).toBeUndefined();

  await page.getByRole("button", { name: "Workspace: none" }).click();
  const dialog = page.getByRole("dialog", { name: "Where you work" });
  await dialog.getByRole("combobox", { name: "Organization" }).selectOption("acme");
  await dialog.getByRole("textbox", { name: "Project" }).fill("shop");
  await journey.picture("40-workspace");
  await dialog.getByRole("button", { name: "Work here" }).click();

  await expect(page.getByRole("button", { name: "Workspace: acme / shop" })).toBeVisible();
  await expect.poll(() => said.get("/api/conversations")).toBe("acme/shop");
  await expect.poll(() => said.get("/api/metadata")).toBe("acme/shop");
  await page.reload();
  await journey.send("Hello");
  await journey.settle();
  expect(said.get("/api/chat")).toBe("acme/shop");
  await expect(page.getByRole("button", { name: "Workspace: acme / shop" })).toBeVisible();
  await journey.picture("41-workspace-chosen");
  await context.close();
});
