import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Connection } from "@/api/connections";
import type { Message } from "@/api/message";
import { AssistantMessage } from "@/features/chat/components/messages/assistant-message";
// Loaded here, so that no test waits for it.
import "@/features/chat/components/tools/tool-details";
import { renderPage } from "@/testing/render-page";

const waiting: Connection = {
  name: "",
  state: "needs_sign_in",
  reason: "",
  signIn: true,
  scopes: [],
};

function renderMessage(
  parts: Message["parts"],
  metadata?: Message["metadata"],
  connections?: Connection[],
) {
  const events = { onAnswer: vi.fn(), onRetry: vi.fn(), onContinue: vi.fn(), onBranch: vi.fn() };
  const message: Message = { id: "a1", role: "assistant", parts, metadata };
  const page = renderPage(
    <AssistantMessage message={message} isLast isLive={false} isCatchingUp={false} {...events} />,
    connections,
  );
  return { ...page, ...events };
}

const call = {
  type: "dynamic-tool",
  toolName: "demo__resolve_issue",
  toolCallId: "c1",
  title: "Resolve issue",
  input: { issue: "PARLEY-12", note: "hidden\u202e" },
} as const;
const asked = { ...call, state: "approval-requested", approval: { id: "c1" } } as const;

test("an approval shows everything it is about", () => {
  renderMessage([asked]);

  expect(screen.getByRole("region", { name: "Approval of Resolve issue" })).toBeTruthy();
  expect(screen.getByText("Marks an issue as resolved.")).toBeTruthy();
  expect(screen.getByText("may destroy")).toBeTruthy();
  expect(screen.getByLabelText("Arguments").textContent).toContain('"note": "hidden⟨U+202E⟩"');
});

test("allowing answers at once", async () => {
  const { user, onAnswer } = renderMessage([asked]);

  await user.click(screen.getByRole("button", { name: "Allow once" }));

  expect(onAnswer).toHaveBeenCalledWith({ id: "c1", approved: true });
});

test("denying may give a reason", async () => {
  const { user, onAnswer } = renderMessage([asked]);

  await user.click(screen.getByRole("button", { name: "Deny…" }));
  await user.type(screen.getByRole("textbox", { name: /Reason/ }), "Not now{Enter}");

  expect(onAnswer).toHaveBeenCalledWith({ id: "c1", approved: false, reason: "Not now" });
});

test("a long result is folded until asked for", async () => {
  const text = Array.from({ length: 40 }, (_, i) => `line ${i}`).join("\n");
  const { user } = renderMessage([
    { ...call, state: "output-available", output: { content: [{ type: "text", text }] } },
  ]);

  expect(screen.queryByLabelText("Result")).toBeNull();
  await user.click(screen.getByText("Resolve issue"));
  expect((await screen.findByLabelText("Result")).textContent).not.toContain("line 39");
  await user.click(screen.getByRole("button", { name: "Show all 40 lines" }));

  expect(screen.getByLabelText("Result").textContent).toContain("line 39");
});

test("a picture of a tool is shown from its own bytes", async () => {
  const content = [{ type: "image", data: "AAAA", mimeType: "image/png" }];
  const { user } = renderMessage([{ ...call, state: "output-available", output: { content } }]);

  await user.click(screen.getByText("Resolve issue"));

  const picture = screen.getByRole("img", { name: "Picture, returned by the tool" });
  expect(picture.getAttribute("src")).toBe("data:image/png;base64,AAAA");
});

test("a call whose end was not seen says that it may have run", () => {
  renderMessage([{ ...call, state: "output-error", errorText: "The server restarted." }]);

  expect(screen.getByText("may have run")).toBeTruthy();
});

test("a stored call, which has no title, is named by what the server says now", () => {
  renderMessage([
    { ...call, title: undefined, state: "output-available", output: { content: [] } },
  ]);

  expect(screen.getByRole("region", { name: "Tool Resolve issue" })).toBeTruthy();
});

test("a failed answer can be tried again", async () => {
  const notice = { code: "model_unavailable", text: "The model does not answer." };
  const { user, onRetry } = renderMessage([{ type: "data-notice", data: notice }], {
    outcome: "failed",
  });

  await user.click(screen.getByRole("button", { name: "Try again" }));

  expect(onRetry).toHaveBeenCalledOnce();
});

test("an interrupted answer can be continued", async () => {
  const notice = { code: "step_limit", text: "More than 10 steps." };
  const { user, onContinue } = renderMessage([{ type: "data-notice", data: notice }]);

  await user.click(screen.getByRole("button", { name: "Continue" }));

  expect(onContinue).toHaveBeenCalledOnce();
});

test("thoughts are folded", () => {
  renderMessage([{ type: "reasoning", text: "Let me see", state: "done" }]);

  expect(screen.getByText("Thoughts").closest("details")?.open).toBe(false);
});

test("a broken answer can be continued, and one that was never begun cannot", async () => {
  const notice = {
    type: "data-notice",
    data: { code: "model_unavailable", text: "Gone." },
  } as const;
  const { user, onContinue, onRetry, unmount } = renderMessage(
    [{ type: "text", text: "Half an" }, notice],
    { outcome: "failed" },
  );

  await user.click(screen.getByRole("button", { name: "Continue" }));
  await user.click(screen.getByRole("button", { name: "Try again" }));

  expect(onContinue).toHaveBeenCalledOnce();
  expect(onRetry).toHaveBeenCalledOnce();
  unmount();
  renderMessage([notice], { outcome: "failed" });
  expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
});

test("a server that needs a sign-in can be signed in to from the notice", () => {
  const notice = { code: "server_needs_sign_in", text: "shop needs you to sign in." };
  const shop: Connection = { ...waiting, name: "shop" };
  const mail: Connection = { ...waiting, name: "mail", state: "connected" };

  renderMessage([{ type: "data-notice", data: notice }], undefined, [shop, mail]);

  expect(screen.getByRole("button", { name: "Sign in to shop" }).textContent).toBe(
    "Sign in to shop",
  );
  expect(screen.queryByRole("button", { name: "Sign in to mail" })).toBeNull();
});

const said = { type: "text", text: "Two issues broke.", state: "done" } as const;

test("a whole answer can be given again and branched from", async () => {
  const { user, onRetry, onBranch } = renderMessage([said], { outcome: "completed" });

  await user.click(screen.getByRole("button", { name: "Answer again" }));
  await user.click(screen.getByRole("button", { name: "Branch from here" }));

  expect(onRetry).toHaveBeenCalledOnce();
  expect(onBranch).toHaveBeenCalledWith("a1");
  expect(screen.getByRole("button", { name: "Copy answer" })).toBeTruthy();
});

test("an answer that asks is answered first", () => {
  renderMessage([said, asked]);

  expect(screen.queryByRole("button", { name: "Answer again" })).toBeNull();
});

test("an answer that was stopped offers to be given again once", () => {
  const notice = { code: "stopped", text: "You stopped this answer." };
  renderMessage([said, { type: "data-notice", data: notice }]);

  expect(screen.getAllByRole("button", { name: "Answer again" })).toHaveLength(1);
});
