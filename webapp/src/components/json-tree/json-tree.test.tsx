import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { JsonTree } from "@/components/json-tree/json-tree";

test("a branch opens and closes by the keyboard, and its inside is there only then", async () => {
  const user = userEvent.setup();
  render(<JsonTree label="Result" value={{ project: { issues: Array(9).fill({ id: 7 }) } }} />);
  const tree = screen.getByRole("group", { name: "Result" });
  const branch = screen.getByRole("button", { name: "issues: 9 items" });
  expect(tree.textContent).not.toContain("8: { id }");

  branch.focus();
  await user.keyboard("{ArrowRight}");
  expect(branch.getAttribute("aria-expanded")).toBe("true");
  expect(tree.textContent).toContain("8: { id }");

  await user.keyboard("{ArrowLeft}");
  expect(tree.textContent).not.toContain("8: { id }");
  await user.keyboard("{Enter}");
  expect(tree.textContent).toContain("8: { id }");
});

test("ten thousand places are shown a hundred at a time", async () => {
  const user = userEvent.setup();
  render(<JsonTree label="Result" value={Array.from({ length: 10_000 }, (_, i) => i)} />);
  const tree = screen.getByRole("group", { name: "Result" });

  expect(tree.querySelectorAll("li")).toHaveLength(100);
  await user.click(screen.getByText("Show 100 more of 10,000"));
  expect(tree.querySelectorAll("li")).toHaveLength(200);
  expect(tree.textContent).toContain("199: 199");
});

test("a04HiddenCharactersOfKeysAndTextsAreVisible", () => {
  render(<JsonTree label="Result" value={{ "a\u200b": "b\u202e" }} />);

  expect(screen.getByRole("group").textContent).toContain('a⟨U+200B⟩: "b⟨U+202E⟩"');
});

test("a long text shows its beginning until asked for more", async () => {
  const user = userEvent.setup();
  render(<JsonTree label="Result" value={{ text: "x".repeat(999) }} />);

  expect(screen.getByRole("group").textContent).not.toContain("x".repeat(999));
  await user.click(screen.getByRole("button", { name: "all 999 characters" }));
  expect(screen.getByRole("group").textContent).toContain("x".repeat(999));
});

test("what is copied is the whole", async () => {
  const user = userEvent.setup();
  render(<JsonTree label="Result" value={{ a: [1] }} />);

  await user.click(screen.getByRole("button", { name: "Copy result" }));

  expect(await navigator.clipboard.readText()).toBe('{\n  "a": [\n    1\n  ]\n}');
});
