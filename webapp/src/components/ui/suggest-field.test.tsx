import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { SuggestField } from "@/components/ui/suggest-field";

function Project() {
  const [value, setValue] = useState("");
  const all = ["checkout-api", "checkout-web", "mail\u200b"];
  return (
    <SuggestField
      label="project"
      value={value}
      options={all.filter((one) => one.startsWith(value))}
      onChange={setValue}
    />
  );
}

function renderProject() {
  render(<Project />);
  const field = screen.getByRole("combobox", { name: "project" });
  return { user: userEvent.setup(), field };
}

test("a suggestion is chosen with the keyboard, which stays in the field", async () => {
  const { user, field } = renderProject();

  await user.type(field, "che{ArrowDown}{ArrowDown}");
  const options = screen.getAllByRole("option");
  expect(options.map((option) => option.textContent)).toEqual(["checkout-api", "checkout-web"]);
  expect(field.getAttribute("aria-activedescendant")).toBe(options[1]?.id);
  await user.keyboard("{Enter}");

  expect(field).toHaveProperty("value", "checkout-web");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(document.activeElement).toBe(field);
});

test("Escape closes the suggestions and leaves the text", async () => {
  const { user, field } = renderProject();

  await user.type(field, "ch{Escape}");

  expect(screen.queryByRole("listbox")).toBeNull();
  expect(field).toHaveProperty("value", "ch");
  expect(field.getAttribute("aria-expanded")).toBe("false");
});

test("a click chooses too, and hidden characters are seen before", async () => {
  const { user, field } = renderProject();

  await user.type(field, "{ArrowDown}");
  await user.click(screen.getByRole("option", { name: "mail⟨U+200B⟩" }));

  expect(field).toHaveProperty("value", "mail\u200b");
});

test("what nobody suggested may be written", async () => {
  const { user, field } = renderProject();

  await user.type(field, "nowhere{Enter}");

  expect(field).toHaveProperty("value", "nowhere");
});
