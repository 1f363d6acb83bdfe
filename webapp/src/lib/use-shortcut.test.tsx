import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { useShortcut } from "@/lib/use-shortcut";

function Page(props: { onHelp: () => boolean; onSearch: () => boolean; onStop: () => boolean }) {
  useShortcut("help", props.onHelp);
  useShortcut("search", props.onSearch);
  useShortcut("stop", props.onStop);
  return (
    <>
      <textarea aria-label="Text" />
      <input aria-label="Field" />
    </>
  );
}

function renderPage() {
  const acts = {
    onHelp: vi.fn(() => true),
    onSearch: vi.fn(() => true),
    onStop: vi.fn(() => true),
  };
  render(<Page {...acts} />);
  return { user: userEvent.setup(), ...acts };
}

test("a single character is a shortcut only where nothing is written", async () => {
  const { user, onHelp } = renderPage();

  await user.type(screen.getByRole("textbox", { name: "Text" }), "Why?");
  expect(onHelp).not.toHaveBeenCalled();
  expect(screen.getByDisplayValue("Why?")).toBeTruthy();
  screen.getByDisplayValue("Why?").blur();
  await user.keyboard("?");

  expect(onHelp).toHaveBeenCalledOnce();
});

test("keys with Ctrl work while writing", async () => {
  const { user, onSearch } = renderPage();

  await user.type(screen.getByRole("textbox", { name: "Text" }), "x{Control>}k{/Control}");

  expect(onSearch).toHaveBeenCalledOnce();
});

test("Escape in a form's field is the form's", async () => {
  const { user, onStop } = renderPage();

  await user.type(screen.getByRole("textbox", { name: "Field" }), "{Escape}");
  expect(onStop).not.toHaveBeenCalled();
  await user.type(screen.getByRole("textbox", { name: "Text" }), "{Escape}");

  expect(onStop).toHaveBeenCalledOnce();
});

test("an open dialog has the keyboard for itself", async () => {
  const { user, onHelp } = renderPage();
  const dialog = document.createElement("dialog");
  dialog.open = true;
  document.body.append(dialog);

  await user.keyboard("?");
  expect(onHelp).not.toHaveBeenCalled();
  dialog.remove();
  await user.keyboard("?");

  expect(onHelp).toHaveBeenCalledOnce();
});
