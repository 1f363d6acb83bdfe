import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Elicitation as Question } from "@/api/message";
import { Elicitation } from "@/features/chat/components/elicitation/elicitation";
import type { ElicitationView } from "@/features/chat/lib/elicitation-view";
import { renderPage } from "@/testing/render-page";

const server = vi.fn<typeof fetch>();

beforeEach(() => {
  server.mockImplementation(() => Promise.resolve(new Response(null, { status: 204 })));
  vi.stubGlobal("fetch", server);
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.mockReset();
});

const form: Question = {
  toolCallId: "c1",
  server: "demo",
  mode: "form",
  message: "How? See https://evil.example/ \u202e",
  fields: [
    {
      name: "severity",
      title: "Severity",
      description: "How many are affected.",
      required: true,
      type: "choice",
      options: [
        { value: "sev1", title: "Sev 1" },
        { value: "sev2", title: "Sev 2" },
      ],
      default: "sev2",
    },
    { name: "note", required: true, type: "text", minLength: 1, maxLength: 200 },
    { name: "count", required: false, type: "number", integer: true, minimum: 1, maximum: 9 },
    { name: "page", title: "Call them", required: false, type: "boolean", default: true },
    {
      name: "teams",
      required: false,
      type: "choices",
      options: [
        { value: "web", title: "Web" },
        { value: "ops", title: "Ops" },
      ],
      minItems: 0,
      maxItems: 2,
      default: ["web"],
    },
  ],
};

function link(url: string): Question {
  return { toolCallId: "c1", server: "demo", mode: "url", message: "Please pay.", url };
}

function ask(elicitation: Question, view: ElicitationView = "asking") {
  return renderPage(<Elicitation id="e 1" elicitation={elicitation} view={view} />);
}

function sending() {
  return screen.getByRole("button", { name: "Accept and send" });
}

function sent(): unknown {
  const [path, init] = server.mock.calls[0] ?? [];
  const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
  return [path, init?.method, body];
}

test("a form has a labelled control for each field, with its default", () => {
  ask(form);

  const card = screen.getByRole("region", { name: "Question from demo" });
  const severity = within(card).getByRole<HTMLSelectElement>("combobox", { name: "Severity" });
  expect(severity.value).toBe("sev2");
  expect(severity.required).toBe(true);
  expect(severity.getAttribute("aria-describedby")).not.toBeNull();
  expect(within(card).getByRole<HTMLInputElement>("textbox", { name: "note" }).required).toBe(true);
  expect(within(card).getByRole<HTMLInputElement>("spinbutton", { name: "count" }).max).toBe("9");
  expect(within(card).getByRole<HTMLInputElement>("checkbox", { name: "Call them" }).checked).toBe(
    true,
  );
  expect(within(card).getByRole("group", { name: "teams" }).querySelectorAll("input")).toHaveLength(
    2,
  );
});

test("l20: a form's words are text without links, and hide nothing", () => {
  ask(form);

  expect(screen.queryByRole("link")).toBeNull();
  expect(screen.getByText(/⟨U\+202E⟩/)).toBeTruthy();
});

test("accepting sends what was filled in, by keyboard alone", async () => {
  const { user } = ask(form);

  await user.click(screen.getByRole("textbox", { name: "note" }));
  await user.keyboard("Now.");
  await user.click(screen.getByRole("checkbox", { name: "Ops" }));
  await user.type(screen.getByRole("textbox", { name: "note" }), "{Enter}");

  await waitFor(() => expect(server).toHaveBeenCalledOnce());
  expect(sent()).toEqual([
    "/api/elicitations/e%201",
    "POST",
    {
      action: "accept",
      content: { severity: "sev2", note: "Now.", count: null, page: true, teams: ["web", "ops"] },
    },
  ]);
});

test("a form that lacks what is required is not sent", async () => {
  const { user } = ask(form);

  await user.click(screen.getByRole("button", { name: "Accept and send" }));

  expect(server).not.toHaveBeenCalled();
});

test.each([
  ["Decline", "decline"],
  ["Cancel", "cancel"],
])("l20: %s is always possible and sends nothing else", async (name, action) => {
  const { user } = ask(form);

  await user.click(screen.getByRole("button", { name }));

  await waitFor(() => expect(server).toHaveBeenCalledOnce());
  expect(sent()).toEqual(["/api/elicitations/e%201", "POST", { action }]);
  await waitFor(() => expect(sending().matches(":disabled")).toBe(true));
});

test("what the server refuses is said, and can be tried again", async () => {
  server.mockImplementation(() =>
    Promise.resolve(
      new Response(JSON.stringify({ code: "invalid_arguments", detail: "note must match ^a." }), {
        status: 400,
        headers: { "Content-Type": "application/problem+json" },
      }),
    ),
  );
  const { user } = ask(form);

  await user.type(screen.getByRole("textbox", { name: "note" }), "b{Enter}");

  expect((await screen.findByRole("alert")).textContent).toBe("note must match ^a.");
  expect(sending().matches(":disabled")).toBe(false);
});

test("l20: an address is shown whole with its host marked, and nothing asks for it", () => {
  ask(link("https://pay.example/order?id=7"));

  const address = screen.getByRole("group", { name: "Address" });
  expect(address.textContent).toBe("https://pay.example/order?id=7");
  expect(address.querySelector("mark")?.textContent).toBe("pay.example");
  expect(server).not.toHaveBeenCalled();
  expect(document.querySelector("link, img, iframe")).toBeNull();
});

test("l20: an address is opened by a click, by a tab that knows nothing of this page", async () => {
  const { user } = ask(link("https://pay.example/order"));
  const open = screen.getByRole("link", { name: "Open pay.example" });

  await user.click(open);

  expect(open.getAttribute("href")).toBe("https://pay.example/order");
  expect(open.getAttribute("target")).toBe("_blank");
  expect(open.getAttribute("rel")).toBe("noopener noreferrer");
  await waitFor(() => expect(server).toHaveBeenCalledOnce());
  expect(sent()).toEqual(["/api/elicitations/e%201", "POST", { action: "accept" }]);
});

test("l20: a host in another alphabet comes with a warning", () => {
  ask(link("https://xn--pple-43d.example/login"));

  expect(screen.getByText(/letters of another alphabet/)).toBeTruthy();
  expect(screen.getByText("xn--pple-43d.example")).toBeTruthy();
});

test("l20: what is no plain address has no link", () => {
  ask(link("https://good.example@evil.example/"));

  expect(screen.queryByRole("link")).toBeNull();
  expect(screen.getByText(/decline/i, { selector: "span" })).toBeTruthy();
});

test.each([
  [form, "accepted", "you answered"],
  [form, "declined", "you declined"],
  [form, "cancelled", "not answered"],
  [link("https://pay.example/"), "completed", "done"],
] as const)("an answered question says how it ended", (question, view, words) => {
  ask(question, view);

  expect(screen.getByText(words)).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

test("an address that was agreed to can be opened again until it is done", () => {
  ask(link("https://pay.example/"), "accepted");

  expect(screen.getByRole("link", { name: "Open pay.example" })).toBeTruthy();
});
