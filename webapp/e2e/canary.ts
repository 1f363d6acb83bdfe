import type { BrowserContext, Page } from "@playwright/test";

/** Watches for what a hostile text would do if it were more than text. */
export class Canary {
  /** Requests that leave, dialogs, breaches of the policy and errors, as they came. */
  readonly sung: string[] = [];

  private constructor(private readonly home: string) {}

  /** The page that is looked at is open already; any further one is the text's doing. */
  static async watch(context: BrowserContext, url: string): Promise<Canary> {
    const canary = new Canary(new URL(url).origin);
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.on("request", (request) => {
      const { protocol, origin, href } = new URL(request.url());
      if (protocol !== "data:" && origin !== canary.home) canary.sung.push(`asked ${href}`);
    });
    context.on("dialog", (dialog) => {
      canary.sung.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on("page", (page) => canary.sung.push(`opened ${page.url()}`));
    context.on("weberror", (error) => canary.sung.push(error.error().message));
    context.on("console", (message) => {
      const isRefusal = message.text().startsWith("Failed to load resource: the server responded");
      if (message.type() === "error" && !isRefusal) canary.sung.push(message.text());
    });
    return canary;
  }
}

/**
 * What in the page is not of the page's own making, each with the number of the message it is in,
 * or -1 when it is in none.
 */
export function foreignParts(page: Page): Promise<{ message: number; html: string }[]> {
  return page.evaluate(() => {
    const elements =
      "iframe, frame, object, embed, base, style, applet, marquee, template, picture, source, track, map, area, video, math, foreignObject, use, animate, set, feImage, meta[http-equiv]:not([http-equiv=x-dns-prefetch-control])";
    const articles = [...document.querySelectorAll("article")];
    const found = [...document.querySelectorAll("*")].filter((element) => {
      const attributes = [...element.attributes];
      const addresses = ["src", "href", "xlink:href", "srcset", "poster", "action", "formaction"]
        .map((name) => element.getAttribute(name))
        .filter((value) => value !== null);
      const isLink = element instanceof HTMLAnchorElement;
      return (
        element.matches(elements) ||
        attributes.some(({ name }) => /^on|^srcdoc$|^ping$|^background$/i.test(name)) ||
        /url\(|image-set|@import/i.test(element.getAttribute("style") ?? "") ||
        (element instanceof HTMLScriptElement && element.text !== "") ||
        addresses.some((address) => {
          const { protocol, origin } = new URL(address, location.href);
          if (isLink && ["http:", "https:", "mailto:"].includes(protocol)) {
            const isRude = !element.rel.includes("noopener") || element.target !== "_blank";
            return origin !== location.origin && isRude;
          }
          // Data of a tool: a picture that is shown, a sound, or a file that is saved.
          if (isLink) return !/^data:(application\/octet-stream|image\/(png|jpeg));/.test(address);
          if (protocol === "data:")
            return !/^data:(image\/(png|jpeg|gif|webp)|audio\/)/.test(address);
          return origin !== location.origin;
        })
      );
    });
    const isHacked = "hacked" in window || document.cookie.includes("hacked");
    const parts = found.map((element) => ({
      message: articles.findIndex((article) => article.contains(element)),
      html: element.outerHTML.slice(0, 200),
    }));
    return isHacked ? [...parts, { message: -1, html: "window.hacked is set" }] : parts;
  });
}
