import { screen, within, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Connection } from "@/api/connections";
import { ServerPanel } from "@/features/servers/components/server-panel";
import { pageWindow } from "@/lib/page-window";
import { connections, renderPage } from "@/testing/render-page";

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

const shop: Connection = {
  name: "shop",
  state: "needs_sign_in",
  reason: "The server asks for a sign-in.",
  signIn: true,
  scopes: [],
};

interface Answers {
  login?: () => Response;
  disconnect?: () => Response;
}

/** The panel in front of a server that knows these connections, which the answers may change. */
function renderPanel(servers: Connection[], answers: Answers = {}) {
  const goTo = vi.spyOn(pageWindow, "goTo").mockReturnValue();
  const requests: { path: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    requests.push({ path, init });
    if (path === "/api/servers") return Promise.resolve(Response.json({ servers }));
    const answer = path.startsWith("/api/auth/login") ? answers.login : answers.disconnect;
    return Promise.resolve(answer?.() ?? new Response(null, { status: 500 }));
  });
  const page = renderPage(<ServerPanel />, [...servers]);
  return { ...page, requests, goTo };
}

const row = (name: string) => {
  const found = screen.getByText(name).closest("li");
  if (!found) throw new Error(`no row of ${name}`);
  return within(found);
};

function problem(status: number, code: string, detail: string): Response {
  return new Response(JSON.stringify({ code, detail, status }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

test("every server shows its state in words, and the reason", () => {
  renderPanel([
    ...connections,
    shop,
    { ...shop, name: "mail", state: "failed", reason: "It does not answer.", signIn: false },
    { ...shop, name: "files", state: "idle", reason: "", signIn: false },
  ]);

  expect(screen.getByRole("region", { name: "Servers" })).toBeTruthy();
  expect(row("demo").getByText("Connected")).toBeTruthy();
  expect(row("shop").getByText("Waits for you to sign in")).toBeTruthy();
  expect(row("shop").getByText("The server asks for a sign-in.")).toBeTruthy();
  expect(row("mail").getByText("Does not work")).toBeTruthy();
  expect(row("mail").getByText("It does not answer.")).toBeTruthy();
  expect(row("files").getByText("Connects when it is used")).toBeTruthy();
});

test("buttons are there only for servers one signs in to", () => {
  renderPanel([
    ...connections,
    shop,
    { ...shop, name: "mail", state: "connected" },
    { ...shop, name: "files", state: "failed", scopes: ["read"] },
    { ...shop, name: "notes", state: "idle" },
  ]);

  const names = within(screen.getByRole("list"))
    .getAllByRole("button")
    .map((one) => one.getAttribute("aria-label"));
  expect(names).toEqual([
    "Sign in to shop",
    "Disconnect mail",
    "Sign in to files",
    "Disconnect files",
    "Sign in to notes",
  ]);
});

test("signing in asks for the address, as no other site can, and goes there", async () => {
  history.replaceState(null, "", "/c/c1?x=y");
  const url = "https://as.example/authorize?state=s";
  const { user, requests, goTo } = renderPanel([shop], { login: () => Response.json({ url }) });

  await user.click(screen.getByRole("button", { name: "Sign in to shop" }));

  await waitFor(() => expect(goTo).toHaveBeenCalledWith(url));
  const request = requests.find((one) => one.path.startsWith("/api/auth/login"));
  expect(request?.path).toBe("/api/auth/login?server=shop&returnTo=%2Fc%2Fc1");
  expect(request?.init.headers).toEqual({
    Accept: "application/json",
    "X-Requested-By": "parley",
  });
});

test("a sign-in that cannot begin says why and stays in the page", async () => {
  const { user, goTo } = renderPanel([shop], {
    login: () => problem(422, "as_no_pkce", "Its sign-in lacks PKCE."),
  });

  await user.click(screen.getByRole("button", { name: "Sign in to shop" }));

  expect((await screen.findByRole("alert")).textContent).toBe("Its sign-in lacks PKCE.");
  expect(goTo).not.toHaveBeenCalled();
});

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "file:///etc/passwd",
  "http://public.example/",
  "--upload-pack=x",
  "/relative",
  "",
])("l10 the page never goes to %s", async (url) => {
  const { user, goTo } = renderPanel([shop], { login: () => Response.json({ url }) });

  await user.click(screen.getByRole("button", { name: "Sign in to shop" }));

  expect((await screen.findByRole("alert")).textContent).toContain("no browser should open");
  expect(goTo).not.toHaveBeenCalled();
});

test("disconnecting shows what became of it", async () => {
  const servers: Connection[] = [{ ...shop, state: "connected", reason: "" }];
  const { user, requests } = renderPanel(servers, {
    disconnect: () => {
      servers.splice(0, 1, shop);
      return Response.json({ revoked: true });
    },
  });

  await user.click(screen.getByRole("button", { name: "Disconnect shop" }));

  expect(await screen.findByText("Waits for you to sign in")).toBeTruthy();
  const request = requests.find((one) => one.path === "/api/servers/shop/disconnect");
  expect(request?.init.method).toBe("POST");
  expect(screen.queryByRole("status")).toBeNull();
});

test("l16 the user is told when the sign-in service could not be", async () => {
  const { user } = renderPanel([{ ...shop, state: "connected", reason: "" }], {
    disconnect: () => Response.json({ revoked: false }),
  });

  await user.click(screen.getByRole("button", { name: "Disconnect shop" }));

  expect((await screen.findByRole("status")).textContent).toContain("could not be told");
});
