import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
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
import { usePageShortcuts } from "@/app/use-page-shortcuts";
import { navigate } from "@/app/use-path";
import { WorkspacePicker } from "@/features/account/components/workspace-picker";
import { leave } from "@/features/account/lib/leave";
import { ChatView } from "@/features/chat/components/chat-view";
import { ConversationSidebar } from "@/features/conversations/components/conversation-sidebar";
import { ConnectionNotice } from "@/features/servers/components/connection-notice";
import { ServerPanel } from "@/features/servers/components/server-panel";
import { lazyPart } from "@/lib/lazy-part";
import { onOtherTab } from "@/lib/other-tabs";

const AccountMenu = lazyPart(async () => {
  const { AccountMenu } = await import("@/features/account/components/account-menu");
  return AccountMenu;
});

const SettingsMenu = lazyPart(async () => {
  const { SettingsMenu } = await import("@/app/settings-menu");
  return SettingsMenu;
});

const KeyboardDialog = lazyPart(async () => {
  const { KeyboardDialog } = await import("@/app/keyboard-dialog");
  return KeyboardDialog;
});

const LOOK_MILLIS = 15_000;

/** The page: conversations at the left, the open one beside them. */
export function App() {
  const queries = useQueryClient();
  const { id, isNew } = useOpenConversation();
  const [drawer, setDrawer] = useState<"closed" | "open" | "search">("closed");
  const [isKeyboardOpen, setIsKeyboardOpen] = useState(false);
  const [outcome, dismissOutcome] = useConnectionOutcome();
  const { data: status } = useQuery(statusQuery);
  const { data: models = [] } = useQuery(modelsQuery);
  const { data: conversations = [] } = useQuery({
    ...conversationsQuery(""),
    // Another device may go on with one; while the page is hidden it does not matter.
    refetchInterval: LOOK_MILLIS,
  });
  const current = conversations.find((one) => one.id === id);
  const title = current?.title ?? "";

  useEffect(
    () => onOtherTab(() => void queries.invalidateQueries({ queryKey: conversationsKey })),
    [queries],
  );

  function go(path: string) {
    setDrawer("closed");
    navigate(path);
  }

  usePageShortcuts({
    ids: conversations.map((one) => one.id),
    currentId: id,
    onOpen: (other) => go(conversationPath(other)),
    onNew: () => go("/"),
    onSearch: () => setDrawer("search"),
    onHelp: () => setIsKeyboardOpen(true),
  });

  const hasAccount = status?.mode === "provider" && status.principal !== undefined;
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
    onLogout: hasAccount ? leave : undefined,
    updatedAt: current?.updatedAt,
  };
  const sidebar = (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        <ConversationSidebar
          currentId={id}
          onNew={() => go("/")}
          onOpen={(other) => go(conversationPath(other))}
          onDeleted={(deleted) => deleted === id && go("/")}
          corner={
            <Suspense>
              <SettingsMenu onKeyboard={() => setIsKeyboardOpen(true)} />
            </Suspense>
          }
          head={<WorkspacePicker organizations={status?.organizations ?? []} />}
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
      {drawer !== "closed" && (
        <SidebarDrawer isForSearch={drawer === "search"} onClose={() => setDrawer("closed")}>
          {sidebar}
        </SidebarDrawer>
      )}
      {isKeyboardOpen && (
        <Suspense>
          <KeyboardDialog onClose={() => setIsKeyboardOpen(false)} />
        </Suspense>
      )}
      <main className="flex min-w-0 flex-1 flex-col">
        <AppHeader title={title} onMenu={() => setDrawer("open")} onNew={() => go("/")} />
        {models.some((model) => model.demo) && <DemoBanner />}
        {outcome && <ConnectionNotice outcome={outcome} onDismiss={dismissOutcome} />}
        {isNew ? <ChatView key={id} {...chat} /> : <StoredConversation key={id} {...chat} />}
      </main>
    </div>
  );
}
