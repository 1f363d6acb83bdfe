import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { Composer } from "@/features/chat/components/composer";
import { renderPage } from "@/testing/render-page";

beforeEach(() => localStorage.clear());

function renderComposer(props: { isBusy?: boolean; isTaken?: boolean; unsentText?: string } = {}) {
  const onSend = vi.fn(() => Promise.resolve(props.isTaken ?? true));
  const onStop = vi.fn();
  const onNew = vi.fn();
  const page = renderPage(
    <Composer
      draftKey="c1"
      unsentText={props.unsentText ?? ""}
      unsentFiles={[]}
      isBusy={props.isBusy ?? false}
      isStopping={false}
      isAsking={false}
      onSend={onSend}
      onStop={onStop}
      onNew={onNew}
    />,
  );
  return {
    ...page,
    onSend,
    onStop,
    onNew,
    box: screen.getByRole("combobox", { name: "Message to Parley" }),
  };
}

test("Enter sends and empties, Shift+Enter makes a line", async () => {
  const { user, box, onSend } = renderComposer();

  await user.type(box, "One{Shift>}{Enter}{/Shift}Two{Enter}");

  expect(onSend).toHaveBeenCalledWith({ type: "text", text: "One\nTwo" });
  expect(box).toHaveProperty("value", "");
});

test("a text that was not taken comes back", async () => {
  const { user, box } = renderComposer({ isTaken: false });

  await user.type(box, "Hello{Enter}");

  await waitFor(() => expect(box).toHaveProperty("value", "Hello"));
});

test("a text that may not have arrived is there after a reload", () => {
  localStorage.clear();
  const { box } = renderComposer({ unsentText: "Did it arrive?" });

  expect(box).toHaveProperty("value", "Did it arrive?");
});

test("nothing is sent while an answer runs, and Escape stops it", async () => {
  const { user, box, onSend, onStop } = renderComposer({ isBusy: true });

  await user.type(box, "Later{Enter}{Escape}");

  expect(onSend).not.toHaveBeenCalled();
  expect(onStop).toHaveBeenCalledOnce();
  expect(screen.getByRole("button", { name: "Stop" })).toBeTruthy();
});

test("a draft survives a reload", async () => {
  const { user, box, unmount } = renderComposer();
  await user.type(box, "Half a thought");

  unmount();

  expect(renderComposer().box).toHaveProperty("value", "Half a thought");
});

test("a slash opens the commands, and the keyboard chooses one", async () => {
  const { user, box, onNew } = renderComposer();

  await user.type(box, "/");
  const options = screen.getAllByRole("option").map((option) => option.textContent);
  expect(options[0]).toContain("/demo:triage");
  await user.keyboard("{ArrowDown}{Enter}");

  expect(onNew).toHaveBeenCalledOnce();
  expect(screen.queryByRole("listbox")).toBeNull();
});

test("Escape closes the commands and leaves the text", async () => {
  const { user, box } = renderComposer();

  await user.type(box, "/n{Escape}");

  expect(screen.queryByRole("listbox")).toBeNull();
  expect(box).toHaveProperty("value", "/n");
});

test("a prompt asks for what it needs, and is sent with it", async () => {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(Response.json({ messages: [{ role: "user", text: "Triage checkout." }] })),
  );
  const { user, box, onSend } = renderComposer();
  await user.type(box, "/tri{Enter}");
  await screen.findByRole("dialog", { name: "Triage a project" });
  expect(screen.getByRole("button", { name: "Use prompt" })).toHaveProperty("disabled", true);

  await user.type(screen.getByRole("textbox", { name: "project" }), "checkout");
  await screen.findByText("Triage checkout.");
  await user.click(screen.getByRole("button", { name: "Use prompt" }));

  const use = { server: "demo", prompt: "triage", arguments: { project: "checkout" } };
  expect(onSend).toHaveBeenCalledWith({ type: "prompt", use, preview: "Triage checkout." });
  vi.unstubAllGlobals();
});

test("files go with the text, and alone", async () => {
  vi.stubGlobal("XMLHttpRequest", AcceptedUpload);
  const { user, box, onSend } = renderComposer();
  const input = screen.getByLabelText("Files to attach");
  const part = {
    type: "file",
    filename: "a.txt",
    mediaType: "text/plain",
    url: "/api/attachments/a",
  };

  await user.upload(input, new File(["hello"], "a.txt", { type: "text/plain" }));
  expect(await screen.findByRole("button", { name: "Remove a.txt" })).toBeTruthy();
  await user.type(box, "Look{Enter}");
  await waitFor(() =>
    expect(onSend).toHaveBeenCalledWith({ type: "text", text: "Look", files: [part] }),
  );
  expect(screen.queryByRole("list", { name: "Files to send" })).toBeNull();

  await user.upload(input, new File(["hello"], "a.txt", { type: "text/plain" }));
  await user.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() =>
    expect(onSend).toHaveBeenLastCalledWith({ type: "text", text: "", files: [part] }),
  );
  vi.unstubAllGlobals();
});

test("a file that cannot be attached is told, and holds the message back until it is removed", async () => {
  const { user, box, onSend } = renderComposer();

  await user.upload(screen.getByLabelText("Files to attach"), new File([], "a.txt"));
  await user.type(box, "Look{Enter}");

  expect((await screen.findByRole("alert")).textContent).toBe("a.txt is empty.");
  expect(onSend).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Remove a.txt" }));
  await user.type(box, "{Enter}");
  await waitFor(() => expect(onSend).toHaveBeenCalledWith({ type: "text", text: "Look" }));
});

/** An upload that the server takes at once. */
class AcceptedUpload {
  upload = {};
  status = 201;
  responseText = JSON.stringify({
    id: "a",
    name: "a.txt",
    mediaType: "text/plain",
    size: 5,
    url: "/api/attachments/a",
  });
  onload?: () => void;
  open() {
    // Where it goes is of no matter here.
  }
  setRequestHeader() {
    // Nor are its headers.
  }
  send() {
    queueMicrotask(() => this.onload?.());
  }
}
