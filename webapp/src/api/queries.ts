import { queryOptions } from "@tanstack/react-query";
import { listApprovals } from "@/api/approvals";
import { listKeys, listSessions, readStatus } from "@/api/auth";
import { listConnections } from "@/api/connections";
import { listConversations } from "@/api/conversations";
import { readServers } from "@/api/metadata";
import { readModels } from "@/api/models";
import { readConversationUsage, readUsage } from "@/api/usage";

export const statusQuery = queryOptions({
  queryKey: ["auth", "status"],
  queryFn: ({ signal }) => readStatus(signal),
});

export const sessionsQuery = queryOptions({
  queryKey: ["auth", "sessions"],
  queryFn: ({ signal }) => listSessions(signal),
});

export const keysQuery = queryOptions({
  queryKey: ["auth", "keys"],
  queryFn: ({ signal }) => listKeys(signal),
});

export const approvalsQuery = queryOptions({
  queryKey: ["approvals"],
  queryFn: ({ signal }) => listApprovals(signal),
});

export const conversationsKey = ["conversations"];

export const conversationsQuery = (search: string) =>
  queryOptions({
    queryKey: [...conversationsKey, search],
    queryFn: ({ signal }) => listConversations(search, signal),
    placeholderData: (previous) => previous,
  });

export const connectionsKey = ["connections"];

export const connectionsQuery = queryOptions({
  queryKey: connectionsKey,
  queryFn: ({ signal }) => listConnections(signal),
});

export const serversQuery = queryOptions({
  queryKey: ["servers"],
  queryFn: async ({ client, signal }) => {
    const servers = await readServers(signal);
    // Whoever reads what servers offer connects to them, and so learns how they are.
    void client.invalidateQueries({ queryKey: connectionsKey });
    return servers;
  },
  staleTime: 60_000,
});

const offerQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => readModels(signal),
  staleTime: Infinity,
});

export const usageQuery = queryOptions({
  queryKey: ["usage"],
  queryFn: ({ signal }) => readUsage(signal),
});

export const conversationUsageQuery = (id: string) =>
  queryOptions({
    queryKey: ["usage", id],
    queryFn: ({ signal }) => readConversationUsage(id, signal),
    // An answer that has ended since has used more.
    staleTime: 0,
  });

export const modelsQuery = queryOptions({ ...offerQuery, select: ({ models }) => models });

/** What may be attached to a message. */
export const attachmentLimitsQuery = queryOptions({
  ...offerQuery,
  select: ({ attachments }) => attachments,
});
