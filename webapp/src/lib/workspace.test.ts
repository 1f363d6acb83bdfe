import { afterEach, expect, test, vi } from "vitest";
import {
  chooseWorkspace,
  isSlug,
  keepWorkspaceAmong,
  onWorkspace,
  partsOf,
  readWorkspace,
  workspaceHeaders,
  workspaceName,
} from "@/lib/workspace";

afterEach(() => localStorage.clear());

test("where the user works is kept, told, and said with requests", () => {
  const told = vi.fn();
  const off = onWorkspace(told);

  expect(workspaceHeaders()).toEqual({});
  chooseWorkspace("acme/shop");
  expect(workspaceHeaders()).toEqual({ "Parley-Workspace": "acme/shop" });
  chooseWorkspace("");
  expect(workspaceHeaders()).toEqual({});
  expect(told).toHaveBeenCalledTimes(2);
  off();
});

test("an organization the user has left is left", () => {
  chooseWorkspace("acme/shop");

  keepWorkspaceAmong(["acme", "other"]);
  expect(readWorkspace()).toBe("acme/shop");
  keepWorkspaceAmong(["acme-2"]);
  expect(readWorkspace()).toBe("");
});

test("a name is made of an organization, and perhaps a project", () => {
  expect(workspaceName("acme", "")).toBe("acme");
  expect(workspaceName("acme", "shop")).toBe("acme/shop");
  expect(workspaceName("", "shop")).toBe("");
  expect(partsOf("acme/shop")).toEqual({ organization: "acme", project: "shop" });
  expect(partsOf("acme")).toEqual({ organization: "acme", project: "" });
  expect(["shop", "a-b_1"].every(isSlug)).toBe(true);
  expect(["", "Shop", "-a", "a/b", "a b"].some(isSlug)).toBe(false);
});
