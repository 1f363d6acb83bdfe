import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { StandingApproval } from "@/api/approvals";
import { ApprovalsButton } from "@/features/servers/components/approvals-button";
import { renderPage } from "@/testing/render-page";

afterEach(() => vi.unstubAllGlobals());

/** A server that knows these approvals, and forgets what is taken back. */
function serve(approvals: StandingApproval[]) {
  const deleted: string[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (init.method !== "DELETE") return Promise.resolve(Response.json({ approvals }));
    deleted.push(path);
    approvals.splice(0);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  return deleted;
}

test("a03: what is allowed always is listed, and can be taken back", async () => {
  const since = "2026-11-26T10:00:00Z";
  const deleted = serve([{ id: "a1", server: "demo", tool: "resolve_\u202eissue", since }]);
  const { user } = renderPage(<ApprovalsButton />);

  await user.click(screen.getByRole("button", { name: "Tools you allow always" }));
  await user.click(
    await screen.findByRole("button", { name: /Ask again about resolve_⟨U\+202E⟩issue on demo/ }),
  );

  await waitFor(() => expect(screen.getByText(/^None\./)).toBeTruthy());
  expect(deleted).toEqual(["/api/approvals/a1"]);
});
