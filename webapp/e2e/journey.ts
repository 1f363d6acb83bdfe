import { test as base, expect, type Page } from "@playwright/test";
import { urlsUnderTest } from "./server";

/** The mock of the wire asks nothing in the middle of a call. */
export const hasRealServer = process.env.PARLEY_COMMAND !== undefined;

/** The page as a user knows it. */
export class Journey {
  constructor(readonly page: Page) {}

  get composer() {
    return this.page.getByRole("combobox", { name: "Message to Parley" });
  }

  get log() {
    return this.page.getByRole("log", { name: "Conversation" });
  }

  /** The last answer. */
  get answer() {
    return this.page.getByRole("article", { name: "Parley" }).last();
  }

  /** The last thing the user said. */
  get mine() {
    return this.page.getByRole("article", { name: "You" }).last();
  }

  async begin() {
    await this.page.goto("/");
    await expect(this.composer).toBeVisible();
  }

  /** Sends what may be refused. */
  async submit(text: string) {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  async send(text: string) {
    await this.submit(text);
    await expect(this.page.getByRole("article", { name: "You" }).last()).toContainText(text);
  }

  /** Asks for a change and allows it; the question that its server then asks. */
  async ask(text: string) {
    await this.send(text);
    await this.answer.getByRole("button", { name: "Allow once" }).click();
    const question = this.answer.getByRole("region", { name: /^Question from/ });
    await expect(question.getByRole("button", { name: "Decline" })).toBeVisible();
    return question;
  }

  /** Until the answer has ended, however it did. */
  async settle() {
    await expect(this.log).toHaveAttribute("aria-busy", "false");
    await expect(this.page.getByRole("button", { name: "Send", exact: true })).toBeVisible();
  }

  async picture(name: string) {
    await this.page.screenshot({ path: `target/screens/${name}.png`, animations: "disabled" });
  }
}

interface Fixtures {
  journey: Journey;
  /** What the browser complained of: every journey ends with none. */
  complaints: string[];
}

/** A journey fails when the page breaks its policy, logs an error or asks another host for anything. */
export const test = base.extend<Fixtures>({
  // A fixture names what it needs, and this one needs no other.
  // eslint-disable-next-line no-empty-pattern
  baseURL: async ({}, provide, { parallelIndex }) => {
    await provide(urlsUnderTest()[parallelIndex]);
  },
  complaints: [
    async ({ context, baseURL }, provide) => {
      const complaints: string[] = [];
      const home = new URL(baseURL ?? "").origin;
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      context.on("weberror", (error) => complaints.push(error.error().message));
      context.on("console", (message) => {
        // A connection that a journey cuts on purpose is logged by the browser itself.
        const isCut = /net::ERR_[A-Z_]+/.test(message.text());
        // The browser's own viewer of a picture needs what no file may do.
        const isViewer = message.location().url.includes("/api/attachments/");
        if (message.type() === "error" && !isCut && !isViewer) complaints.push(message.text());
      });
      context.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol !== "data:" && url.origin !== home) complaints.push(`asked ${url.href}`);
      });
      await provide(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  journey: async ({ page }, provide) => {
    await provide(new Journey(page));
  },
});

export { expect };
