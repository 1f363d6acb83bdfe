import { useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { conversationUsageQuery } from "@/api/queries";
import { MenuItem } from "@/components/ui/menu-item";
import { formatCountOf } from "@/lib/format";

interface UsageItemProps {
  conversationId: string;
  onSelect: () => void;
}

/** What a conversation has used, read when its menu opens. */
export function UsageItem({ conversationId, onSelect }: UsageItemProps) {
  const { data } = useQuery(conversationUsageQuery(conversationId));
  const tokens = data && formatCountOf(data.inputTokens + data.outputTokens, "token");
  const calls = data && formatCountOf(data.toolCalls, "tool call");
  return (
    <MenuItem onSelect={onSelect}>
      <ChartColumn aria-hidden />
      <span>
        Usage
        <span className="block text-xs text-muted-foreground">
          {data ? `${tokens}, ${calls}` : "…"}
        </span>
      </span>
    </MenuItem>
  );
}
