import { z } from "zod";
import { request, requestJson } from "@/api/request";

const standingApprovalSchema = z.object({
  id: z.string(),
  server: z.string(),
  tool: z.string(),
  since: z.string(),
});

/** A tool that the user allows always. */
export type StandingApproval = z.output<typeof standingApprovalSchema>;

export async function listApprovals(signal?: AbortSignal): Promise<StandingApproval[]> {
  const schema = z.object({ approvals: z.array(standingApprovalSchema) });
  return (await requestJson(schema, "GET", "/api/approvals", { signal })).approvals;
}

export async function revokeApproval(id: string): Promise<void> {
  await request("DELETE", `/api/approvals/${encodeURIComponent(id)}`);
}
