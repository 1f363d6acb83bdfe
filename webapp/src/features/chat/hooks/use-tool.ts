import { useQuery } from "@tanstack/react-query";
import type { Tool } from "@/api/metadata";
import { serversQuery } from "@/api/queries";
import { splitToolName } from "@/features/chat/lib/tool-view";

/** What the server says of a tool now; nothing while it is not connected. */
export function useTool(toolName: string): Tool | undefined {
  const { data: servers = [] } = useQuery(serversQuery);
  const { server, name } = splitToolName(toolName);
  return servers
    .find((one) => one.name === server)
    ?.tools.find((tool) => tool.name === name || tool.name === toolName);
}
