import { screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "@/app/app";
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
