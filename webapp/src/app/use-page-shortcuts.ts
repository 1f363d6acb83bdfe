import { useShortcut } from "@/lib/use-shortcut";

interface PageActions {
  /** The conversations' ids, as they stand in the list. */
  ids: string[];
  currentId: string;
  onOpen: (id: string) => void;
  onNew: () => void;
  onSearch: () => void;
  onHelp: () => void;
}

/** The shortcuts that are about the page and not about one conversation. */
export function usePageShortcuts(page: PageActions): void {
  const at = page.ids.indexOf(page.currentId);

  function open(index: number): boolean {
    const id = page.ids[index];
    if (id === undefined) return false;
    page.onOpen(id);
    return true;
  }

  function did(act: () => void): boolean {
    act();
    return true;
  }

  useShortcut("previous", () => at > 0 && open(at - 1));
  // From a new conversation, which is not in the list, the next is the first.
  useShortcut("next", () => open(at + 1));
  useShortcut("begin", () => {
    leaveField();
    return did(page.onNew);
  });
  useShortcut("search", () => did(page.onSearch));
  useShortcut("help", () => did(page.onHelp));
  useShortcut("helpAnywhere", () => did(page.onHelp));
}

/** The message field of a new conversation takes the focus from no other field. */
function leaveField() {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
