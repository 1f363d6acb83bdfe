import { expect, hasRealServer, test } from "./journey";

/** One red pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

const picture = { name: "red.png", mimeType: "image/png", buffer: PNG };
const notes = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("one\ntwo\n") };

test("a picture and a text go with a message, and are there after a reload", async ({
  journey,
  page,
}) => {
  await journey.begin();
  await page.getByLabel("Files to attach").setInputFiles([picture, notes]);
  const tray = page.getByRole("list", { name: "Files to send" });
  await expect(tray.getByRole("listitem")).toHaveCount(2);
  await expect(tray.getByRole("progressbar")).toHaveCount(0);
  await journey.picture("40-files");

  await journey.send("What is this?");
  await expect(tray).toHaveCount(0);
  await journey.settle();
  if (hasRealServer) {
    await expect(journey.answer).toContainText("red.png: a picture (image/png, 70 bytes)");
    await expect(journey.answer).toContainText(
      "notes.txt: a text (text/plain, 8 bytes) of 2 lines",
    );
  }

  await page.reload();
  const sent = page.getByRole("article", { name: "You" });
  const shown = sent.getByRole("img", { name: "red.png" });
  await shown.scrollIntoViewIfNeeded();
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(1);
  await expect(sent.getByRole("link", { name: "notes.txt" })).toBeVisible();
  await journey.picture("41-files-sent");

  const opened = page.waitForEvent("popup");
  await sent.getByRole("link", { name: "red.png" }).click();
  await (await opened).close();
});

test("a file that cannot be attached is told before it is sent", async ({ journey, page }) => {
  await journey.begin();
  const archive = { name: "a.zip", mimeType: "application/zip", buffer: Buffer.from("PK") };

  await page.getByLabel("Files to attach").setInputFiles([archive]);

  await expect(page.getByRole("alert")).toHaveText(
    "a.zip is neither a picture (PNG, JPEG, GIF, WebP) nor text.",
  );
  await journey.picture("42-file-refused");
  await page.getByRole("button", { name: "Remove a.zip" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a picture can be pasted, and an unsent one is there after a reload", async ({
  journey,
  page,
}) => {
  await journey.begin();
  await journey.composer.evaluate((box, base64) => {
    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "pasted.png", { type: "image/png" }));
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, PNG.toString("base64"));
  const tray = page.getByRole("list", { name: "Files to send" });
  await expect(tray).toContainText("pasted.png");
  await expect(tray.getByRole("progressbar")).toHaveCount(0);

  await page.reload();

  await expect(tray).toContainText("pasted.png");
});

test("files can be dropped on the page", async ({ journey, page }) => {
  await journey.begin();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["hello"], "dropped.txt", { type: "text/plain" }));
    const about = { dataTransfer: data, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent("dragover", about));
    document.body.dispatchEvent(new DragEvent("drop", about));
  });

  await expect(page.getByRole("list", { name: "Files to send" })).toContainText("dropped.txt");
});
