interface KeyHintProps {
  keys: readonly string[];
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const names: Record<string, string> = {
  Mod: isApple ? "⌘" : "Ctrl",
  Alt: isApple ? "⌥" : "Alt",
  Shift: isApple ? "⇧" : "Shift",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
};

/** Keys to be pressed together. */
export function KeyHint({ keys }: KeyHintProps) {
  return (
    <span className="flex shrink-0 gap-1">
      {keys.map((key) => (
        <kbd
          key={key}
          className="min-w-6 rounded-md border border-border bg-muted px-1.5 py-0.5 text-center font-sans text-xs"
        >
          {names[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
