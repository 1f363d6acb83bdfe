import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { SignInGate } from "@/app/sign-in-gate";
import { readPending } from "@/features/chat/lib/pending-message";
import { pageWindow } from "@/lib/page-window";
import { renderPage } from "@/testing/render-page";

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

const signedOut = { mode: "provider", provider: "Acme ID", signedIn: false };
const signedIn = { ...signedOut, signedIn: true, principal: { name: "Ann" } };

/** A server that knows its user or not, as `status` says, which a test may change. */
function open(status: object, address = "/") {
  const sent: unknown[] = [];
  const server = { status, sent, wayOut: new Response(null, { status: 204 }) };
  history.replaceState(null, "", address);
  vi.stubGlobal("fetch", (path: string, init: RequestInit = {}) => {
    if (path === "/api/auth/status") return Promise.resolve(Response.json(server.status));
    if (path.startsWith("/api/auth/login")) {
      return Promise.resolve(Response.json({ url: "https://id.example/authorize?state=s" }));
    }
    if (path === "/api/auth/logout") return Promise.resolve(server.wayOut);
    if (server.status === signedOut) return Promise.resolve(problem(401, "not_signed_in"));
    if (path === "/api/chat") {
      sent.push(init.body);
      return Promise.resolve(problem(500, "internal_error"));
    }
    if (path === "/api/conversations") return Promise.resolve(Response.json({ conversations: [] }));
    return Promise.resolve(problem(404, "conversation_not_found"));
  });
  const goTo = vi.spyOn(pageWindow, "goTo").mockReturnValue();
  return { server, goTo, ...renderPage(<SignInGate />) };
}

function problem(status: number, code: string): Response {
  return new Response(JSON.stringify({ code, detail: code, status }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

const box = () => screen.findByRole("combobox", { name: "Message to Parley" });

test("who is not signed in sees the way in, and nothing else", async () => {
  const { user, goTo } = open(signedOut);

  await user.click(await screen.findByRole("button", { name: "Sign in with Acme ID" }));

  const url = "https://id.example/authorize?state=s";
  await waitFor(() => expect(goTo).toHaveBeenCalledWith(url));
  expect(screen.queryByRole("combobox")).toBeNull();
});

test("a sign-in that failed says why, in words of ours, and leaves the address", async () => {
  open(signedOut, "/?sign-in-error=authorization_denied");

  expect((await screen.findByRole("alert")).textContent).toContain("Access was denied.");
  expect(location.search).toBe("");
});

test("on one's own machine there is no account to leave", async () => {
  open({ mode: "local", signedIn: true, principal: { name: "You" } });

  await box();
  expect(screen.queryByRole("button", { name: "You" })).toBeNull();
});

test("what is sent while signed out is kept, and goes out once one is back", async () => {
  const { user, server, unmount } = open(signedIn);
  await user.type(await box(), "What broke?");
  server.status = signedOut;

  await user.keyboard("{Enter}");

  expect(await screen.findByRole("dialog", { name: "You are signed out" })).toBeTruthy();
  const id = location.pathname.replace("/c/", "");
  expect(readPending(id)).toMatchObject({ text: "What broke?", awaitsSignIn: true });
  expect(screen.getByRole("button", { name: "Sign in with Acme ID" })).toBeTruthy();

  unmount();
  const back = open(signedIn, `/c/${id}?signed-in`);
  await waitFor(() => expect(back.server.sent).toHaveLength(1));
  expect(back.server.sent[0]).toContain("What broke?");
  expect(location.search).toBe("");
});

test("who signs out leaves no texts behind", async () => {
  const { user, goTo } = open(signedIn);
  await user.type(await box(), "Half a thought");
  await user.click(await screen.findByRole("button", { name: "Ann" }));

  await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));

  await waitFor(() => expect(goTo).toHaveBeenCalledWith("/"));
  const kept = () =>
    Object.keys(localStorage).filter((key) => /^parley\.(draft|pending)/.test(key));
  expect(kept()).toEqual([]);
  localStorage.setItem("parley.pending.c1", "{}");
  window.dispatchEvent(new Event("pagehide"));
  expect(kept()).toEqual([]);
});

test("who signs out leaves with all tabs, and each goes once", async () => {
  const { user, goTo } = open(signedIn);
  await user.type(await box(), "Half a thought");
  const heard = new Promise((resolve) => {
    const tab = new BroadcastChannel("parley.left");
    tab.onmessage = (event) => {
      tab.close();
      resolve(event.data);
    };
  });

  await user.click(await screen.findByRole("button", { name: "Ann" }));
  await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
  await heard;
  expect(goTo).toHaveBeenCalledTimes(1);

  const otherTab = new BroadcastChannel("parley.left");
  otherTab.postMessage(true);
  await waitFor(() => expect(goTo).toHaveBeenCalledTimes(2));
  otherTab.close();
  expect(goTo).toHaveBeenLastCalledWith("/");
});

test("who signs out at the provider as well is sent there, and nowhere that is no page", async () => {
  const { server, user, goTo } = open(signedIn);
  const signOut = async () => {
    await user.click(await screen.findByRole("button", { name: "Ann" }));
    await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
  };

  server.wayOut = Response.json({ url: "javascript:alert(1)" });
  await signOut();
  await waitFor(() => expect(goTo).toHaveBeenLastCalledWith("/"));

  server.wayOut = Response.json({ url: "https://id.example/end?client_id=parley" });
  await signOut();
  const url = "https://id.example/end?client_id=parley";
  await waitFor(() => expect(goTo).toHaveBeenLastCalledWith(url));
});
