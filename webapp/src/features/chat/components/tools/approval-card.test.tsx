import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Message } from "@/api/message";
import { AssistantMessage } from "@/features/chat/components/messages/assistant-message";
import type { Consent } from "@/features/chat/lib/consent";
import { renderPage } from "@/testing/render-page";

const call = {
  type: "dynamic-tool",
  toolName: "demo__resolve_issue",
  toolCallId: "c1",
  title: "Resolve issue",
  input: { issue: "PARLEY-12" },
} as const;

function ask(consent?: Consent) {
  const metadata = consent ? { toolMetadata: { consent } } : {};
  return renderParts([
    { ...call, ...metadata, state: "approval-requested", approval: { id: "c1" } },
  ]);
}

function renderParts(parts: Message["parts"]) {
  const events = { onAnswer: vi.fn(), onRetry: vi.fn(), onContinue: vi.fn(), onBranch: vi.fn() };
  const message: Message = { id: "a1", role: "assistant", parts };
  const page = renderPage(
    <AssistantMessage message={message} isLast isLive={false} isCatchingUp={false} {...events} />,
  );
  return { ...page, ...events };
}

test("a03: allowing always is offered with what it means, and answered so", async () => {
  const { user, onAnswer } = ask("offered");

  const always = screen.getByRole("button", {
    name: "Allow always",
    description: /runs without asking.*also where it destroys something/,
  });
  expect(screen.queryByText(/has changed/)).toBeNull();
  await user.click(always);

  expect(onAnswer).toHaveBeenCalledWith({ id: "c1", approved: true, always: true });
});

test("a03: the buttons come in order by keyboard, and Enter gives the answer", async () => {
  const { user, onAnswer } = ask("offered");
  screen.getByRole("button", { name: "Deny…" }).focus();

  await user.tab();
  expect(document.activeElement?.textContent).toBe("Allow always");
  await user.tab();
  expect(document.activeElement?.textContent).toBe("Allow once");
  await user.keyboard("{Enter}");

  expect(onAnswer).toHaveBeenCalledWith({ id: "c1", approved: true });
});

test("a03: a tool that has changed since it was allowed always says so", () => {
  ask("changed");

  expect(screen.getByText("This tool has changed since you allowed it always.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Allow always" })).toBeTruthy();
});

test("a03: what an administrator has asked about each time is not offered", () => {
  ask();

  expect(screen.getByRole("button", { name: "Allow once" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Allow always" })).toBeNull();
});

test("a03: a call that ran because its tool is allowed always says so", () => {
  const done = { ...call, state: "output-available", output: { content: [] } } as const;
  renderParts([
    { ...done, toolMetadata: { consent: "standing" } },
    { ...done, toolCallId: "c2" },
  ]);

  expect(screen.getAllByText("allowed always")).toHaveLength(1);
});
