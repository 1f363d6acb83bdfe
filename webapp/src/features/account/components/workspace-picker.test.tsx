import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { WorkspacePicker } from "@/features/account/components/workspace-picker";
import { readWorkspace } from "@/lib/workspace";
import { renderPage } from "@/testing/render-page";

test("an organization and a project are chosen and kept", async () => {
  const { user } = renderPage(<WorkspacePicker organizations={["acme", "other"]} />);

  await user.click(screen.getByRole("button", { name: "Workspace: none" }));
  await user.selectOptions(await screen.findByRole("combobox", { name: "Organization" }), "acme");
  await user.type(screen.getByRole("textbox", { name: "Project" }), "shop{Enter}");

  expect(readWorkspace()).toBe("acme/shop");
  expect(screen.getByRole("button", { name: "Workspace: acme / shop" })).toBeTruthy();
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what cannot be a project is said, and not chosen", async () => {
  const { user } = renderPage(<WorkspacePicker organizations={["acme"]} />);

  await user.click(screen.getByRole("button", { name: "Workspace: none" }));
  await user.selectOptions(await screen.findByRole("combobox", { name: "Organization" }), "acme");
  await user.type(screen.getByRole("textbox", { name: "Project" }), "My Shop{Enter}");

  expect(screen.getByRole("alert")).toBeTruthy();
  expect(readWorkspace()).toBe("");
});

test("without a choice there is nothing to choose", () => {
  const { container } = renderPage(<WorkspacePicker organizations={[]} />);

  expect(container.textContent).toBe("");
});
