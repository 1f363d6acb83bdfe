import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { IdentityProvider } from "./identity-provider";
import { inputs } from "./inputs";
import { expect, Journey, test } from "./journey";
import { ServerProcess } from "./server-process";

const MISSING = "needs PARLEY_COMMAND and PARLEY_IDENTITY_PROVIDER";
const { long } = inputs;
/** One more is allowed every ten seconds; no other journey of a person begins that many turns. */
const TURNS_PER_MINUTE = 6;
/** A device looks every 15 s whether another one has changed anything. */
const LOOK = { timeout: 20_000 };
const LONGER = { text: "count to 999", end: /998 999/ };

let provider: IdentityProvider | undefined;
let server: ServerProcess | undefined;

test.beforeAll(async () => {
  const started = await IdentityProvider.start();
  if (!started) return;
  provider = started;
  mkdirSync("target", { recursive: true });
  const mcpConfig = resolve("target/tracker.json");
  const tracker = { url: started.resource, trusted: true };
  writeFileSync(mcpConfig, JSON.stringify({ mcpServers: { tracker } }));
  const settings = resolve("target/sign-in.conf");
  const lines = [
    `openid.name = "Acme ID"`,
    `egress.allow = ["${started.issuer}"]`,
    `limits.turnsPerMinute = ${TURNS_PER_MINUTE}`,
  ];
  writeFileSync(settings, `${lines.join("\n")}\n`);
  server = await ServerProcess.start({
    mcpConfig,
    settings,
    env: (url) => started.register(url),
  });
});

test.afterAll(async () => {
  await server?.end();
  provider?.end();
});

/** A browser of a person's own, at the page; the provider takes their word for who they are. */
async function visitAs(browser: Browser, name: string) {
  test.skip(server === undefined, MISSING);
  const context = await browser.newContext({ baseURL: server?.url ?? "" });
  const journey = new Journey(await context.newPage());
  const { page } = journey;
  await page.route(
    (url) => url.pathname === "/auth",
    (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set("login_hint", name);
      return route.continue({ url: url.toString() });
    },
  );
  await page.goto("/");
  const way = page.getByRole("button", { name: "Sign in with Acme ID" });
  const signIn = async () => {
    await way.click();
    await expect(journey.composer).toBeVisible();
  };
  const account = page.getByRole("button", { name: `Name of ${name}` });
  return { journey, page, context, signIn, way, account };
}

test("two people see their own conversations only", async ({ browser }) => {
  const ann = await visitAs(browser, "ann");
  await expect(ann.way).toBeVisible();
  await ann.journey.picture("30-sign-in");
  await ann.signIn();
  await ann.journey.send("Hello from Ann");
  await ann.journey.settle();
  const bob = await visitAs(browser, "bob");
  await bob.signIn();

  await expect(bob.page.getByText("Your conversations will be here.")).toBeVisible();
  await bob.page.goto(ann.page.url());
  await expect(bob.page.getByText("There is no such conversation.")).toBeVisible();

  await bob.journey.begin();
  await bob.journey.send("Hello from Bob");
  await bob.journey.settle();
  await ann.page.reload();
  const conversations = ann.page.getByRole("navigation", { name: "Conversations" });
  await expect(conversations.getByText("Hello from Ann")).toBeVisible();
  await expect(conversations.getByText("Hello from Bob")).toHaveCount(0);
  await ann.context.close();
  await bob.context.close();
});

test("who is signed out in the middle signs in again, and the message is sent", async ({
  browser,
}) => {
  const { journey, page, context, signIn, way } = await visitAs(browser, "cleo");
  await signIn();
  await journey.send("Hello");
  await journey.settle();
  await context.clearCookies({ name: "parley-sid" });

  await journey.composer.fill("Are you still there?");
  await journey.composer.press("Enter");

  await expect(page.getByRole("dialog", { name: "You are signed out" })).toBeVisible();
  await journey.picture("31-signed-out");
  await way.click();
  const mine = page.getByRole("article", { name: "You" });
  await expect(mine.last()).toContainText("Are you still there?");
  await journey.settle();
  await expect(mine).toHaveCount(2);
  await expect(journey.composer).toHaveValue("");
  await context.close();
});

test("s05: a browser that is signed out from another one loses its running answer", async ({
  browser,
}) => {
  const phone = await visitAs(browser, "dora");
  await phone.signIn();
  const desk = await visitAs(browser, "dora");
  await desk.signIn();
  await phone.journey.send(long.text);
  await expect(phone.journey.answer).toContainText(long.begin);

  await desk.account.click();
  await desk.page.getByRole("menuitem", { name: "Where you are signed in" }).click();
  const dialog = desk.page.getByRole("dialog", { name: "Where you are signed in" });
  await expect(dialog.getByText("This browser")).toBeVisible();
  await desk.journey.picture("32-sessions");
  await dialog.getByRole("button", { name: "Sign out" }).click();

  await expect(phone.page.getByRole("dialog", { name: "You are signed out" })).toBeVisible();
  await phone.signIn();
  await expect(phone.journey.answer).toContainText(long.end, { timeout: 30_000 });
  await phone.context.close();
  await desk.context.close();
});

test("a server is connected, used and left", async ({ browser }) => {
  const { journey, page, context, signIn } = await visitAs(browser, "eve");
  await signIn();
  const servers = page.getByRole("region", { name: "Servers" });
  await servers.getByRole("button", { name: "Sign in to tracker" }).click();

  await expect(page.getByText("You are signed in to tracker.")).toBeVisible();
  await expect(servers.getByText("Connected")).toBeVisible();
  await journey.send("Please use whoami");
  await journey.answer.getByRole("button", { name: "Allow once" }).click();
  await expect(journey.answer).toContainText("eve");
  await journey.settle();
  await servers.getByRole("button", { name: "Disconnect tracker" }).click();
  await expect(servers.getByRole("button", { name: "Sign in to tracker" })).toBeVisible();
  await context.close();
});

test("who signs out leaves nothing behind", async ({ browser }) => {
  const { journey, page, context, signIn, account, way } = await visitAs(browser, "fay");
  await signIn();
  await journey.send("A secret of mine");
  await journey.settle();
  await journey.composer.fill("Half a thought");

  await account.click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();

  await expect(way).toBeVisible();
  await page.goBack();
  await expect(way).toBeVisible();
  await expect(page.getByText("A secret of mine")).toHaveCount(0);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await context.close();
});

test("who sends too often sees when to try again, and loses no text", async ({ browser }) => {
  const { journey, page, context, signIn } = await visitAs(browser, "gus");
  await signIn();
  const answers = page.getByRole("article", { name: "Parley" });
  const mine = page.getByRole("article", { name: "You" });
  const refusal = page.getByRole("alert").filter({ hasText: "Too many turns" });
  let sent = 0;
  // While they are answered some more may become allowed.
  while (!(await refusal.isVisible()) && sent < 3 * TURNS_PER_MINUTE) {
    sent++;
    await journey.submit(`Hello for the ${sent}. time`);
    await expect(answers.nth(sent - 1).or(refusal)).toBeVisible();
    await journey.settle();
  }
  const text = `Hello for the ${sent}. time`;

  await expect(refusal).toBeVisible();
  expect(sent).toBeGreaterThan(TURNS_PER_MINUTE);
  await expect(journey.composer).toHaveValue(text);
  await expect(mine).toHaveCount(sent - 1);
  const again = page.getByRole("button", { name: /^Try again/ });
  await expect(again).toBeDisabled();
  const wait = await again.innerText();
  expect(wait).toMatch(/^Try again in ([1-9]|10) s$/);
  await journey.picture("33-rate-limited");
  await expect(again).not.toHaveText(wait);
  await expect(again).toBeEnabled();
  await expect(again).toHaveText("Try again");
  await again.click();

  await expect(mine.last()).toContainText(text);
  await expect(refusal).toBeHidden();
  await expect(answers).toHaveCount(sent);
  await journey.settle();
  await expect(journey.composer).toHaveValue("");
  await context.close();
});

test("s05: who signs out in the middle of an answer leaves nothing on any screen, and finds it whole", async ({
  browser,
}) => {
  const { journey, page, context, signIn, account, way } = await visitAs(browser, "ida");
  await signIn();
  await journey.send(long.text);
  await expect(journey.answer).toContainText(long.begin);
  const other = new Journey(await context.newPage());
  await other.page.goto(page.url());
  await expect(other.answer).toContainText(long.begin);
  await other.composer.fill("Half a thought");
  const streamEnds = page.waitForEvent(
    "requestfailed",
    (request) => new URL(request.url()).pathname === "/api/chat",
  );

  await account.click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();

  await streamEnds;
  for (const left of [page, other.page]) {
    await expect(left.getByRole("button", { name: "Sign in with Acme ID" })).toBeVisible();
    await expect(left.getByText(long.text)).toHaveCount(0);
    await expect(left.getByText(long.begin)).toHaveCount(0);
    expect(await kept(left)).toEqual([]);
  }
  await journey.picture("34-left-mid-answer");
  await page.goBack();
  await expect(way).toBeVisible();
  await expect(page.getByText(long.text)).toHaveCount(0);

  await signIn();
  await page
    .getByRole("navigation", { name: "Conversations" })
    .getByRole("link", { name: long.text })
    .click();
  await expect(journey.answer).toContainText(long.end, { timeout: 30_000 });
  await journey.settle();
  await expect(page.getByRole("article")).toHaveCount(2);
  await context.close();
});

test("f34: two devices of a person show what each of them sends, while it is answered", async ({
  browser,
}) => {
  test.setTimeout(90_000);
  const [desk, phone] = [await visitAs(browser, "joe"), await visitAs(browser, "joe")];
  await desk.signIn();
  await desk.journey.send("Hello from the desk");
  await desk.journey.settle();
  await phone.signIn();
  await phone.page.setViewportSize({ width: 390, height: 780 });
  await phone.page.goto(desk.page.url());
  await expect(phone.journey.answer).toBeVisible();

  // Longer than the time between two looks of the phone at what is new.
  await desk.journey.send(LONGER.text);
  await expect(phone.journey.mine).toContainText(LONGER.text, LOOK);
  await expect(phone.journey.answer).toContainText(long.begin);
  await phone.journey.picture("35-other-device");
  await expect(phone.page.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect(phone.journey.answer).not.toContainText(LONGER.end);
  await expect(phone.journey.answer).toContainText(LONGER.end, { timeout: 30_000 });
  await phone.journey.settle();
  await desk.journey.settle();

  await phone.journey.send("Hello from the phone");
  await phone.journey.settle();
  await expect(desk.journey.mine).toContainText("Hello from the phone", LOOK);
  await desk.journey.settle();
  for (const { page } of [desk, phone]) {
    await expect(page.getByRole("article")).toHaveCount(6);
  }
  expect(await desk.journey.answer.innerText()).toBe(await phone.journey.answer.innerText());
  await desk.context.close();
  await phone.context.close();
});

/** What the page has left in this browser. */
function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name = "" }) => name),
    ...(await caches.keys()),
  ]);
}
