import { useQuery } from "@tanstack/react-query";
import type { FileUIPart } from "ai";
import { Suspense, useCallback, useEffect, useRef, useState, type KeyboardEvent } from "react";
import { attachmentLimitsQuery, serversQuery } from "@/api/queries";
import { AttachButton } from "@/features/chat/components/composer/attach-button";
import { CommandMenu } from "@/features/chat/components/composer/command-menu";
import { MessageField } from "@/features/chat/components/composer/message-field";
import { ModelPicker } from "@/features/chat/components/composer/model-picker";
import { SendButton } from "@/features/chat/components/composer/send-button";
import { useCommandMenu } from "@/features/chat/hooks/use-command-menu";
import { useDraft } from "@/features/chat/hooks/use-draft";
import { useFileDrop } from "@/features/chat/hooks/use-file-drop";
import { useUploads } from "@/features/chat/hooks/use-uploads";
import type { ModelChoice } from "@/features/chat/hooks/use-model-choice";
import type { Draft } from "@/features/chat/lib/chat-session";
import {
  allCommands,
  typedCommand,
  type Command,
  type PromptCommand,
} from "@/features/chat/lib/commands";
import type { Panel } from "@/features/chat/lib/panel";
import type { WaitsFor } from "@/features/chat/lib/waits-for";
import { cn } from "@/lib/cn";
import { lazyPart } from "@/lib/lazy-part";
import { toProblem } from "@/lib/problem";
import { useShortcut } from "@/lib/use-shortcut";

interface ComposerProps {
  /** A button elsewhere may send what is written here. */
  formId: string;
  /** Under which an unsent text is kept. */
  draftKey: string;
  /** A text that was sent, and may not have arrived. */
  unsentText: string;
  /** The files that went with it. */
  unsentFiles: readonly FileUIPart[];
  /** Which model answers. */
  choice: ModelChoice;
  isBusy: boolean;
  isStopping: boolean;
  waitsFor: WaitsFor;
  onSend: (draft: Draft) => Promise<boolean>;
  onStop: () => void;
  onNew: () => void;
  /** A command's panel is open above, or no longer. */
  onPanel: (isOpen: boolean) => void;
  /** Signs out; only where there is an account. */
  onLogout?: (() => Promise<void>) | undefined;
}

const PromptDialog = lazyPart(async () => {
  const { PromptDialog } = await import("@/features/chat/components/prompts/prompt-dialog");
  return PromptDialog;
});

const CommandPanel = lazyPart(async () => {
  const { CommandPanel } = await import("@/features/chat/components/panels/command-panel");
  return CommandPanel;
});

const UploadTray = lazyPart(async () => {
  const { UploadTray } = await import("@/features/chat/components/composer/upload-tray");
  return UploadTray;
});

/** Until the server has said what may be; it has the last word anyway. */
const UNKNOWN_LIMITS = { bytesMax: Infinity, perMessageMax: Infinity };

/** Where the user writes: Enter sends, a slash opens the commands, Escape stops. */
export function Composer(props: ComposerProps) {
  const { choice, isBusy, isStopping, onSend, onStop } = props;
  const { data: servers = [] } = useQuery(serversQuery);
  const { data: limits } = useQuery(attachmentLimitsQuery);
  const { uploads, items } = useUploads(props.draftKey, props.unsentFiles);
  const [isWaiting, setIsWaiting] = useState(false);
  const [draft, setDraft] = useDraft(props.draftKey, props.unsentText);
  const [prompt, setPrompt] = useState<PromptCommand>();
  const [panel, setPanel] = useState<Panel>();
  const showPanel = (shown?: Panel) => {
    setPanel(shown);
    props.onPanel(shown !== undefined);
  };
  const textarea = useRef<HTMLTextAreaElement>(null);
  const commands = allCommands(servers, props.onLogout !== undefined);
  const menu = useCommandMenu(draft, commands, choose);

  useShortcut("stop", stopIfBusy, isBusy);
  useShortcut("compose", () => {
    textarea.current?.focus();
    return true;
  });

  useEffect(() => {
    // On a phone the focus would open the keyboard over half the page; and whoever writes somewhere
    // else meanwhile goes on with that.
    const isElsewhere = document.activeElement?.matches("input, select, textarea") ?? false;
    const hasKeyboard = matchMedia("(pointer: fine)").matches;
    if (!isBusy && hasKeyboard && !isElsewhere) textarea.current?.focus();
  }, [isBusy]);

  const attach = useCallback(
    (files: File[]) => {
      if (files.length > 0) uploads.add(files, limits ?? UNKNOWN_LIMITS);
    },
    [uploads, limits],
  );
  const isDropping = useFileDrop(attach);

  function stopIfBusy(): boolean {
    if (!isStopping) onStop();
    return true;
  }

  function write(text: string) {
    setDraft(text);
    menu.reset();
  }

  async function send() {
    const text = draft.trim();
    const typed = items.length === 0 ? typedCommand(text, commands) : undefined;
    if (typed?.type === "unknown") showPanel({ ...typed, text });
    else if (typed) choose(typed.command, typed.rest);
    else await sendText(text);
  }

  async function sendText(written: string) {
    if (isBusy || isWaiting || (written === "" && items.length === 0)) return;
    setIsWaiting(true);
    const files = await uploads.settled();
    setIsWaiting(false);
    if (!files) return;
    // While the files were on their way the text may have changed.
    const text = files.length > 0 ? (textarea.current?.value ?? written).trim() : written;
    write("");
    showPanel();
    uploads.clear();
    if (!(await onSend({ type: "text", text, ...(files.length > 0 && { files }) }))) {
      const since = textarea.current?.value ?? "";
      setDraft(since === "" ? text : `${text}\n\n${since}`);
      uploads.restore(files);
    }
    textarea.current?.focus();
  }

  function choose(command: Command, rest = "") {
    write("");
    showPanel();
    if (command.type === "prompt") setPrompt(command);
    else if (command.action === "new") props.onNew();
    else if (command.action === "stop") onStop();
    else if (command.action === "logout") {
      props.onLogout?.().catch((error: unknown) => {
        showPanel({ type: "failed", words: toProblem(error).detail });
      });
    } else showPanel({ type: command.action, filter: rest });
  }

  function closePanel() {
    showPanel();
    textarea.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (menu.onKey(event.key)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  }

  return (
    <>
      {panel && (
        <Suspense>
          <CommandPanel
            panel={panel}
            commands={commands}
            choice={choice}
            onClose={closePanel}
            onNew={() => {
              closePanel();
              props.onNew();
            }}
            onChoose={choose}
            onSend={(text) => void sendText(text)}
          />
        </Suspense>
      )}
      <form
        id={props.formId}
        aria-label="Message"
        className="relative"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {menu.isOpen && (
          <CommandMenu
            id={menu.id}
            commands={menu.commands}
            highlighted={menu.current}
            onChoose={choose}
          />
        )}
        <div
          className={cn(
            "rounded-2xl border border-input/45 bg-surface p-2 shadow-composer transition-colors focus-within:border-accent",
            isDropping && "border-accent bg-accent-soft",
          )}
        >
          {items.length > 0 && (
            <Suspense fallback={null}>
              <UploadTray uploads={items} onRemove={(key) => uploads.remove(key)} />
            </Suspense>
          )}
          <div className="flex items-end gap-2">
            <AttachButton onFiles={attach} />
            <MessageField
              ref={textarea}
              value={draft}
              placeholder={placeholder(isDropping, props.waitsFor)}
              menu={menu}
              onWrite={write}
              onKeyDown={onKeyDown}
              onFiles={attach}
            />
            <SendButton
              isBusy={isBusy}
              isStopping={isStopping}
              isWaiting={isWaiting}
              isEmpty={draft.trim() === "" && items.length === 0}
              onStop={onStop}
            />
          </div>
        </div>
        {choice.hasChoice && (
          <div className="flex justify-end pt-1">
            <ModelPicker choice={choice} />
          </div>
        )}
        {prompt && (
          <Suspense fallback={null}>
            <PromptDialog
              server={prompt.server}
              prompt={prompt.prompt}
              onClose={() => setPrompt(undefined)}
              onUse={(use, preview) => {
                setPrompt(undefined);
                void onSend({ type: "prompt", use, preview });
              }}
            />
          </Suspense>
        )}
      </form>
    </>
  );
}

/** As short as one line of a phone. */
function placeholder(isDropping: boolean, waitsFor: WaitsFor): string {
  if (isDropping) return "Drop the files to attach them";
  switch (waitsFor) {
    case "answer":
      return "Answer the question above first";
    case "approval":
      return "Answer above, or write on";
    case "nothing":
      return "Ask anything, / for commands";
  }
}
