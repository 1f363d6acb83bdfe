import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
// Loaded here, so that no test waits for them.
import "@/features/chat/components/panels/command-panel";
import "@/features/chat/components/prompts/prompt-dialog";
import { Composer } from "@/features/chat/components/composer/composer";
import { renderPage } from "@/testing/render-page";

beforeEach(() => localStorage.clear());

function renderComposer(
  props: {
    isBusy?: boolean;
    isTaken?: boolean;
    unsentText?: string;
    hasAccount?: boolean;
    hasChoice?: boolean;
  } = {},
) {
  const onSend = vi.fn(() => Promise.resolve(props.isTaken ?? true));
  const onStop = vi.fn();
  const onNew = vi.fn();
  const onLogout = vi.fn(() => Promise.reject(new Error("The line is down.")));
  const choose = vi.fn();
  const models = ["small", "large"].map((id) => ({ id, demo: false }));
  const page = renderPage(
    <Composer
      choice={{ models, model: "small", hasChoice: props.hasChoice ?? false, choose }}
      formId="f1"
      draftKey="c1"
      unsentText={props.unsentText ?? ""}
      unsentFiles={[]}
      isBusy={props.isBusy ?? false}
      isStopping={false}
      waitsFor="nothing"
      onSend={onSend}
      onStop={onStop}
      onNew={onNew}
      onPanel={() => undefined}
      onLogout={props.hasAccount ? onLogout : undefined}
    />,
  );
  return {
    ...page,
    onSend,
    onStop,
    onNew,
    choose,
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
  await user.keyboard("new{Enter}");

  expect(onNew).toHaveBeenCalledOnce();
  expect(screen.queryByRole("listbox")).toBeNull();
});

test("Escape closes the commands and leaves the text", async () => {
  const { user, box } = renderComposer();

  await user.type(box, "/n{Escape}");

  expect(screen.queryByRole("listbox")).toBeNull();
  expect(box).toHaveProperty("value", "/n");
});

test("a prompt's arguments are completed by its server, which knows the others", async () => {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", (path: string, init: { body: string }) => {
    const body: unknown = JSON.parse(init.body);
    if (path !== "/api/complete") return Promise.resolve(Response.json({ messages: [] }));
    asked.push(body);
    return Promise.resolve(Response.json({ values: ["checkout-api", "checkout-web"] }));
  });
  const { user, box, onSend } = renderComposer();
  await user.type(box, "/tri{Enter}");
  await screen.findByRole("dialog", { name: "Triage a project" });

  await user.type(screen.getByRole("combobox", { name: "project" }), "che");
  const server = { server: "demo", prompt: "triage" };
  const project = { ...server, argument: "project", value: "che", arguments: {} };
  await waitFor(() => expect(asked).toContainEqual(project));
  await user.click(await screen.findByRole("option", { name: "checkout-api" }));
  await user.type(screen.getByRole("combobox", { name: "since" }), "7");

  const since = { argument: "since", value: "7", arguments: { project: "checkout-api" } };
  await waitFor(() => expect(asked).toContainEqual({ ...server, ...since }));
  await user.keyboard("{Escape}{Enter}");
  const use = { ...server, arguments: { project: "checkout-api", since: "7" } };
  expect(onSend).toHaveBeenCalledWith({ type: "prompt", use, preview: "" });
  vi.unstubAllGlobals();
});

test("/tools lists the tools here and sends nothing", async () => {
  const { user, box, onSend } = renderComposer();

  await user.type(box, "/tools{Enter}");
  const panel = await screen.findByRole("region", { name: "Tools" });
  expect(panel.textContent).toContain("Marks an issue as resolved.");
  expect(screen.getByRole("status").textContent).toBe("1 tool");
  await user.keyboard("nothing like it");
  expect(screen.getByRole("status").textContent).toBe("0 tools");
  await user.keyboard("{Escape}");

  expect(screen.queryByRole("region", { name: "Tools" })).toBeNull();
  expect(document.activeElement).toBe(box);
  expect(onSend).not.toHaveBeenCalled();
});

test("a command may say what to look for", async () => {
  const { user, box } = renderComposer();

  await user.type(box, "/tools resolve{Enter}");

  await screen.findByRole("region", { name: "Tools" });
  expect(screen.getByRole("searchbox", { name: "Find a tool" })).toHaveProperty("value", "resolve");
});

test("/resources reads one only when asked to, and fills in a template", async () => {
  const fetched: string[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    fetched.push(path);
    const contents = [{ uri: "wiki://x", mediaType: "text/plain", text: "Call Ann." }];
    return Promise.resolve(Response.json(path === "/api/complete" ? { values: [] } : { contents }));
  });
  const { user, box } = renderComposer();
  await user.type(box, "/resources{Enter}");
  await screen.findByRole("region", { name: "Resources" });
  expect(fetched).toEqual([]);

  await user.click(screen.getByRole("button", { name: "Read Runbook" }));
  expect((await screen.findByLabelText("wiki://x")).textContent).toBe("Call Ann.");
  await user.type(screen.getByRole("combobox", { name: "name" }), "on call{Enter}");

  await waitFor(() => {
    expect(fetched.filter((path) => path !== "/api/complete")).toEqual([
      "/api/resources/demo?uri=wiki%3A%2F%2Frunbook",
      "/api/resources/demo?uri=wiki%3A%2F%2Fpage%2Fon%2520call",
    ]);
  });
  vi.unstubAllGlobals();
});

test("/clear asks first", async () => {
  const { user, box, onNew } = renderComposer();

  await user.type(box, "/clear{Enter}");
  await user.click(await screen.findByRole("button", { name: "Start a new conversation" }));

  expect(onNew).toHaveBeenCalledOnce();
});

test("an unknown command is not sent, and the nearest is offered", async () => {
  const { user, box, onSend } = renderComposer();

  await user.type(box, "/toosl now{Enter}");
  expect((await screen.findByRole("region", { name: "No such command" })).textContent).toContain(
    "nothing was sent",
  );
  expect(onSend).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "/tools" }));

  expect(await screen.findByRole("region", { name: "Tools" })).toBeTruthy();
});

test("what only looks like a command can be sent all the same", async () => {
  const { user, box, onSend } = renderComposer();

  await user.type(box, "/shrug it off{Enter}");
  await user.click(await screen.findByRole("button", { name: "Send it as a message" }));

  expect(onSend).toHaveBeenCalledWith({ type: "text", text: "/shrug it off" });
  expect(box).toHaveProperty("value", "");
});

test("a path is a text", async () => {
  const { user, box, onSend } = renderComposer();

  await user.type(box, "/etc/hosts is wrong{Enter}");

  expect(onSend).toHaveBeenCalledWith({ type: "text", text: "/etc/hosts is wrong" });
});

test("/logout is there with an account only, and says when it fails", async () => {
  const { user, box, unmount } = renderComposer();
  await user.type(box, "/logo");
  expect(screen.queryByRole("option")).toBeNull();
  unmount();
  localStorage.clear();

  const account = renderComposer({ hasAccount: true });
  await account.user.type(account.box, "/logout{Enter}");

  expect((await screen.findByRole("alert")).textContent).toBe("The line is down.");
});

test("/help tells the commands and the keys", async () => {
  const { user, box } = renderComposer();

  await user.type(box, "/help{Enter}");

  const help = await screen.findByRole("region", { name: "Commands and keys" });
  expect(help.textContent).toContain("/resources");
  expect(help.textContent).toContain("Search conversations");
});

test("a prompt asks for what it needs, and is sent with it", async () => {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(Response.json({ messages: [{ role: "user", text: "Triage checkout." }] })),
  );
  const { user, box, onSend } = renderComposer();
  await user.type(box, "/tri{Enter}");
  await screen.findByRole("dialog", { name: "Triage a project" });
  expect(screen.getByRole("button", { name: "Use prompt" })).toHaveProperty("disabled", true);

  await user.type(screen.getByRole("combobox", { name: "project" }), "checkout");
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

test("a model is chosen beside the text, or by a command", async () => {
  const { user, box, choose } = renderComposer({ hasChoice: true });

  await user.selectOptions(screen.getByRole("combobox", { name: "Model" }), "large");
  await user.type(box, "/model{Enter}");
  expect(await screen.findByRole("button", { name: /^small/, pressed: true })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: /^large/, pressed: false }));

  expect(choose.mock.calls).toEqual([["large"], ["large"]]);
  expect(screen.queryByRole("list", { name: "Models" })).toBeNull();
  expect(document.activeElement).toBe(box);
});
