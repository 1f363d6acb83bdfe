import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Message } from "@/api/message";
import { MessageList } from "@/features/chat/components/messages/message-list";
import { renderPage } from "@/testing/render-page";

const asked: Message = {
  id: "u1",
  role: "user",
  parts: [{ type: "text", text: "What broke?", state: "done" }],
};

function renderList(message: Message, onEdit: () => Promise<boolean>, isBusy = false) {
  const events = {
    onAnswer: vi.fn(),
    onRetry: vi.fn(),
    onContinue: vi.fn(),
    onBranch: vi.fn(),
    onEdit: vi.fn(onEdit),
  };
  const states = { isBusy, isCatchingUp: false, isUnsaved: false };
  const page = renderPage(<MessageList messages={[message]} {...states} {...events} />);
  return { ...page, ...events };
}

const edit = () => screen.getByRole("button", { name: "Edit message" });
const field = () => screen.getByRole("textbox", { name: "Your message" });

test("an own message is edited in its place and sent by Enter", async () => {
  const { user, onEdit } = renderList(asked, () => Promise.resolve(true));

  await user.click(edit());
  expect(document.activeElement).toBe(field());
  await user.type(field(), " And why?{Enter}");

  expect(onEdit).toHaveBeenCalledWith(asked, "What broke? And why?");
  expect(screen.queryByRole("textbox")).toBeNull();
});

test("Escape leaves the message as it was, and gives the focus back", async () => {
  const { user, onEdit } = renderList(asked, () => Promise.resolve(true));

  await user.click(edit());
  await user.type(field(), " And why?{Escape}");

  expect(onEdit).not.toHaveBeenCalled();
  expect(screen.getByText("What broke?")).toBeTruthy();
  expect(document.activeElement).toBe(edit());
});

test("what could not be sent is still there to be sent", async () => {
  const { user } = renderList(asked, () => Promise.resolve(false));

  await user.click(edit());
  await user.type(field(), " And why?");
  await user.click(screen.getByRole("button", { name: "Send" }));

  expect(await screen.findByDisplayValue("What broke? And why?")).toBeTruthy();
});

test("nothing is edited while an answer runs, nor what a prompt was rendered to", () => {
  renderList(asked, () => Promise.resolve(true), true);
  expect(screen.queryByRole("button", { name: "Edit message" })).toBeNull();
  expect(screen.getByRole("button", { name: "Copy message" })).toBeTruthy();

  const use = { server: "demo", prompt: "triage", arguments: {} };
  const prompt: Message = {
    id: "u2",
    role: "user",
    parts: [{ type: "data-prompt", data: use }, ...asked.parts],
  };
  renderList(prompt, () => Promise.resolve(true));
  expect(screen.queryByRole("button", { name: "Edit message" })).toBeNull();
});
