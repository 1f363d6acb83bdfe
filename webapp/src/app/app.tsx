import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import {
  connectionsKey,
  conversationsKey,
  conversationsQuery,
  modelsQuery,
  statusQuery,
} from "@/api/queries";
import { AppHeader } from "@/app/app-header";
import { DemoBanner } from "@/app/demo-banner";
import { conversationPath } from "@/app/path";
import { SidebarDrawer } from "@/app/sidebar-drawer";
import { StoredConversation } from "@/app/stored-conversation";
import { useConnectionOutcome } from "@/app/use-connection-outcome";
import { useOpenConversation } from "@/app/use-open-conversation";
import { navigate } from "@/app/use-path";
import { ChatView } from "@/features/chat/components/chat-view";
import { ConversationSidebar } from "@/features/conversations/components/conversation-sidebar";
import { ConnectionNotice } from "@/features/servers/components/connection-notice";
import { ServerPanel } from "@/features/servers/components/server-panel";
import { lazyPart } from "@/lib/lazy-part";

const AccountMenu = lazyPart(async () => {
  const { AccountMenu } = await import("@/features/account/components/account-menu");
  return AccountMenu;
});

/** The page: conversations at the left, the open one beside them. */
export function App() {
  const queries = useQueryClient();
  const { id, isNew } = useOpenConversation();
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const [outcome, dismissOutcome] = useConnectionOutcome();
  const { data: status } = useQuery(statusQuery);
  const { data: models = [] } = useQuery(modelsQuery);
  const { data: conversations = [] } = useQuery(conversationsQuery(""));
  const title = conversations.find((one) => one.id === id)?.title ?? "";

  function go(path: string) {
    setIsDrawerOpen(false);
    navigate(path);
  }

  const chat = {
    conversationId: id,
    onNew: () => go("/"),
    onOpen: (other: string) => go(conversationPath(other)),
    onChanged: () => {
      void queries.invalidateQueries({ queryKey: conversationsKey });
      // A turn uses servers, and so learns how they are.
      void queries.invalidateQueries({ queryKey: connectionsKey });
    },
    onBegun: () => go(conversationPath(id)),
  };
  const sidebar = (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        <ConversationSidebar
          currentId={id}
          onNew={() => go("/")}
          onOpen={(other) => go(conversationPath(other))}
          onDeleted={(deleted) => deleted === id && go("/")}
        />
      </div>
      <ServerPanel />
      {status?.mode === "provider" && status.principal && (
        <Suspense>
          <AccountMenu name={status.principal.name} />
        </Suspense>
      )}
    </div>
  );

  return (
    <div className="flex h-full">
      <title>{title === "" ? "Parley" : `${title} · Parley`}</title>
      <aside className="hidden w-sidebar shrink-0 border-r border-border bg-sidebar md:block">
        {sidebar}
      </aside>
      {isDrawerOpen && (
        <SidebarDrawer onClose={() => setIsDrawerOpen(false)}>{sidebar}</SidebarDrawer>
      )}
      <main className="flex min-w-0 flex-1 flex-col">
        <AppHeader title={title} onMenu={() => setIsDrawerOpen(true)} onNew={() => go("/")} />
        {models.some((model) => model.demo) && <DemoBanner />}
        {outcome && <ConnectionNotice outcome={outcome} onDismiss={dismissOutcome} />}
        {isNew ? <ChatView key={id} {...chat} /> : <StoredConversation key={id} {...chat} />}
      </main>
    </div>
  );
}
