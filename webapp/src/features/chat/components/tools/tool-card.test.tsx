import { screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { ToolPart } from "@/api/message";
import { ToolCard } from "@/features/chat/components/tools/tool-card";
// Loaded here, so that no test waits for it.
import "@/features/chat/components/tools/tool-details";
import { toolView } from "@/features/chat/lib/tool-view";
import { renderPage } from "@/testing/render-page";

const PIXEL = "iVBORw0KGgo=";

afterEach(() => vi.unstubAllGlobals());

async function openCard(content: unknown[], structuredContent?: unknown) {
  const part: ToolPart = {
    type: "dynamic-tool",
    toolName: "demo__look",
    toolCallId: "c1",
    state: "output-available",
    input: { filter: { project: "checkout" } },
    output: { content, structuredContent },
  };
  const page = renderPage(
    <ToolCard part={part} view={toolView(part, [part], false)} title="Look" />,
  );
  await page.user.click(screen.getByText("Look"));
  const card = within(screen.getByRole("region", { name: "Tool Look" }));
  await card.findByRole("group", { name: "Arguments" });
  return { ...page, card };
}

test("arguments and JSON results are trees", async () => {
  const { card } = await openCard([{ type: "text", text: '{"issues":[{"id":7}]}' }]);

  expect(card.getByRole("button", { name: "filter: { project }" })).toBeTruthy();
  expect(card.getByRole("group", { name: "Result" }).textContent).toContain("id: 7");
});

test("structured content of its own has a tree of its own", async () => {
  const { card } = await openCard([{ type: "text", text: "One issue." }], { total: 1 });

  expect(card.getByLabelText("Result").textContent).toBe("One issue.");
  expect(card.getByRole("group", { name: "Structured content" }).textContent).toContain("total: 1");
});

test("a18PicturesAndSoundsAreShownFromTheirDataAndAnSvgNever", async () => {
  const { card, container } = await openCard([
    { type: "image", data: PIXEL, mimeType: "image/png" },
    { type: "image", data: "PHN2Zy8+", mimeType: "image/svg+xml" },
    { type: "audio", data: "UklGRg==", mimeType: "audio/wav" },
  ]);

  const pictures = card.getAllByRole("img").map((one) => one.getAttribute("src"));
  expect(pictures).toEqual([`data:image/png;base64,${PIXEL}`]);
  expect(container.querySelector("audio")?.src).toBe("data:audio/wav;base64,UklGRg==");
  const saved = card.getAllByRole("link").map((one) => one.getAttribute("href") ?? "");
  expect(saved).toHaveLength(3);
  expect(saved.every((href) => href.startsWith("data:application/octet-stream;"))).toBe(true);
});

test("a18ResourceLinksAreReadOnlyWhenAskedFor", async () => {
  const fetched: string[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    fetched.push(path);
    const contents = [{ uri: "wiki://a b", mediaType: "text/plain", text: "The page\u200b." }];
    return Promise.resolve(Response.json({ contents }));
  });
  const { user, card } = await openCard([
    { type: "resource_link", uri: "wiki://a b", name: "A page", description: "Of the wiki" },
  ]);
  expect(card.getByText("Of the wiki")).toBeTruthy();
  expect(fetched).toEqual([]);

  await user.click(card.getByRole("button", { name: "Read A page" }));

  expect((await card.findByLabelText("wiki://a b")).textContent).toBe("The page⟨U+200B⟩.");
  expect(fetched).toEqual(["/api/resources/demo?uri=wiki%3A%2F%2Fa%20b"]);
  await user.click(card.getByRole("button", { name: "Close A page" }));
  expect(card.queryByLabelText("wiki://a b")).toBeNull();
});

test("a resource that cannot be read says why", async () => {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(
      new Response('{"code":"resource_not_found","detail":"There is no such resource."}', {
        status: 404,
        headers: { "content-type": "application/problem+json" },
      }),
    ),
  );
  const { user, card } = await openCard([{ type: "resource_link", uri: "wiki://gone" }]);

  await user.click(card.getByRole("button", { name: "Read wiki://gone" }));

  expect((await card.findByRole("alert")).textContent).toBe("There is no such resource.");
});

test("an embedded resource is shown without a request", async () => {
  const { card } = await openCard([
    { type: "resource", resource: { uri: "wiki://x", mimeType: "text/plain", text: "Inside." } },
    { type: "resource", resource: { uri: "wiki://y", mimeType: "image/png", blob: PIXEL } },
  ]);

  expect(card.getByLabelText("wiki://x").textContent).toBe("Inside.");
  expect(card.getByRole("img").getAttribute("src")).toContain(PIXEL);
});
