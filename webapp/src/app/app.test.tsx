import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "@/app/app";
// Loaded here, so that no test waits for it.
import "@/app/keyboard-dialog";
import { renderPage } from "@/testing/render-page";

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

function openAt(address: string) {
  history.replaceState(null, "", address);
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ conversations: [] })));
  return renderPage(<App />);
}

test("coming back from a sign-in is said once, and gone from the address", async () => {
  const { user } = openAt("/?connected=shop");

  expect(screen.getByText("You are signed in to shop.")).toBeTruthy();
  expect(location.pathname + location.search).toBe("/");

  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText("You are signed in to shop.")).toBeNull();
});

test("a sign-in that failed is an alert", () => {
  openAt("/?connect-error=authorization_denied&server=shop");

  expect(screen.getByRole("alert").textContent).toContain(
    "Signing in to shop did not work. Access was denied.",
  );
  expect(location.search).toBe("");
});

test("what was typed before signing in is still there", async () => {
  const before = openAt("/");
  await before.user.type(screen.getByRole("combobox", { name: "Message to Parley" }), "Half a");
  before.unmount();

  openAt("/?connected=shop");

  expect(screen.getByDisplayValue("Half a")).toBeTruthy();
});

test("the list is asked for what has changed, and is as it was when nothing has", async () => {
  const asked: (string | undefined)[] = [];
  const one = { id: "c1", title: "Tea", createdAt: "2026-11-01T10:00:00Z" };
  const conversations = [{ ...one, updatedAt: one.createdAt }];
  const answer = (path: string, init: { headers: Record<string, string> }) => {
    if (path !== "/api/conversations") return Promise.resolve(Response.json({}));
    asked.push(init.headers["If-None-Match"]);
    const isKnown = init.headers["If-None-Match"] === '"1"';
    const headers = { etag: '"1"' };
    return Promise.resolve(
      isKnown
        ? new Response(null, { status: 304, headers })
        : Response.json({ conversations }, { headers }),
    );
  };
  vi.stubGlobal("fetch", answer);
  renderPage(<App />);
  await screen.findByRole("link", { name: "Tea" });

  tellTabs("c1");

  await waitFor(() => expect(asked).toContain('"1"'));
  expect(screen.getByRole("link", { name: "Tea" })).toBeTruthy();
});

/** As another tab does. */
function tellTabs(id: string) {
  const channel = new BroadcastChannel("parley");
  channel.postMessage(id);
  channel.close();
}

test("the keyboard goes between conversations, to the search, and shows itself", async () => {
  const named = (id: string) => ({ id, title: id, createdAt: "2026-11-01T10:00:00Z" });
  const conversations = ["one", "two"].map((id) => ({
    ...named(id),
    updatedAt: "2026-11-01T10:00:00Z",
  }));
  history.replaceState(null, "", "/");
  vi.stubGlobal("fetch", (path: string) =>
    Promise.resolve(
      Response.json(
        path.startsWith("/api/conversations/")
          ? { ...conversations[0], running: false, messages: [] }
          : { conversations },
      ),
    ),
  );
  const { user } = renderPage(<App />);
  await screen.findByRole("link", { name: "two" });

  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(location.pathname).toBe("/c/one");
  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(location.pathname).toBe("/c/two");
  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  expect(location.pathname).toBe("/c/one");
  await user.keyboard("{Control>}{Shift>}o{/Shift}{/Control}");
  expect(location.pathname).toBe("/");
  await user.keyboard("{Control>}k{/Control}");
  expect(document.activeElement).toBe(screen.getByRole("searchbox"));
  await user.keyboard("{Control>}/{/Control}");
  const dialog = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(dialog.textContent).toContain("Search conversations");
});
