import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { ConversationSidebar } from "@/features/conversations/components/conversation-sidebar";
import { renderPage } from "@/testing/render-page";

const at = new Date().toISOString();
const stored = [
  { id: "c1", title: "Last release", createdAt: at, updatedAt: at },
  { id: "c2", title: "Slow cart", createdAt: at, updatedAt: at },
];

afterEach(() => vi.unstubAllGlobals());

function renderSidebar() {
  const requests: string[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    requests.push(
      `${init.method ?? ""} ${path} ${typeof init.body === "string" ? init.body : ""}`.trim(),
    );
    if (init.method === "DELETE") return Promise.resolve(new Response(null, { status: 204 }));
    if (init.method === "PATCH") return Promise.resolve(Response.json(stored[1]));
    if (path.endsWith("/fork")) {
      return Promise.resolve(Response.json({ ...stored[1], id: "c3" }, { status: 201 }));
    }
    if (path.startsWith("/api/usage")) {
      const total = { turns: 2, inputTokens: 12_300, outputTokens: 40, toolCalls: 1 };
      const days = [{ day: "2026-11-26", ...total }];
      return Promise.resolve(Response.json({ total, days }));
    }
    const query = new URL(path, "http://x").searchParams.get("q") ?? "";
    const conversations = stored.filter((one) => one.title.toLowerCase().includes(query));
    return Promise.resolve(Response.json({ conversations }));
  });
  const onOpen = vi.fn();
  const onDeleted = vi.fn();
  const page = renderPage(
    <ConversationSidebar currentId="c1" onNew={vi.fn()} onOpen={onOpen} onDeleted={onDeleted} />,
  );
  return { ...page, requests, onOpen, onDeleted };
}

test("the open conversation is marked and another opens by a click", async () => {
  const { user, onOpen } = renderSidebar();

  const current = await screen.findByRole("link", { name: "Last release" });
  await user.click(screen.getByRole("link", { name: "Slow cart" }));

  expect(current.getAttribute("aria-current")).toBe("page");
  expect(onOpen).toHaveBeenCalledWith("c2");
});

test("searching asks the server", async () => {
  const { user } = renderSidebar();
  await screen.findByRole("link", { name: "Last release" });

  await user.type(screen.getByRole("searchbox", { name: "Search conversations" }), "cart");

  await waitFor(() => expect(screen.queryByRole("link", { name: "Last release" })).toBeNull());
  expect(screen.getByRole("link", { name: "Slow cart" })).toBeTruthy();
});

test("renaming sends the new title", async () => {
  const { user, requests } = renderSidebar();
  await user.click(await screen.findByRole("button", { name: "Actions of Slow cart" }));
  await user.click(await screen.findByRole("menuitem", { name: "Rename" }));
  const title = screen.getByRole("textbox", { name: "Title" });

  await user.clear(title);
  await user.type(title, "Cart query{Enter}");

  await waitFor(() =>
    expect(requests).toContain('PATCH /api/conversations/c2 {"title":"Cart query"}'),
  );
});

test("deleting asks first", async () => {
  const { user, requests, onDeleted } = renderSidebar();
  await user.click(await screen.findByRole("button", { name: "Actions of Slow cart" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
  expect(requests.some((line) => line.startsWith("DELETE"))).toBe(false);

  await user.click(screen.getByRole("button", { name: "Delete" }));

  await waitFor(() => expect(onDeleted).toHaveBeenCalledWith("c2"));
  expect(requests.some((line) => line.startsWith("DELETE /api/conversations/c2"))).toBe(true);
});

test("a branch is made and opened", async () => {
  const { user, requests, onOpen } = renderSidebar();
  await user.click(await screen.findByRole("button", { name: "Actions of Slow cart" }));

  await user.click(await screen.findByRole("menuitem", { name: "Branch" }));

  await waitFor(() => expect(onOpen).toHaveBeenCalledWith("c3"));
  expect(requests).toContain("POST /api/conversations/c2/fork {}");
});

test("a conversation is exported by its address", async () => {
  const clicked: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.push(this.getAttribute("href") ?? "");
  });
  const { user } = renderSidebar();
  await user.click(await screen.findByRole("button", { name: "Actions of Slow cart" }));

  await user.click(await screen.findByRole("menuitem", { name: "Export as JSON" }));

  expect(clicked).toEqual(["/api/conversations/c2/export?format=json"]);
  click.mockRestore();
});

test("the menu says what a conversation has used, and leads to more", async () => {
  const { user } = renderSidebar();
  await user.click(await screen.findByRole("button", { name: "Actions of Slow cart" }));

  await user.click(await screen.findByRole("menuitem", { name: /12,340 tokens, 1 tool call$/ }));

  const table = await screen.findByRole("table");
  expect(
    await within(table).findByRole("row", { name: "All conversations 2 12,300 40 1" }),
  ).toBeTruthy();
  expect(within(table).getByRole("row", { name: "26 Nov 2026 2 12,300 40 1" })).toBeTruthy();
});
