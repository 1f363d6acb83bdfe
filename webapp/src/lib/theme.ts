export const themes = ["system", "light", "dark"] as const;

/** How the page looks; `system` as the machine does. */
export type Theme = (typeof themes)[number];

// Also read by public/theme.js, which sets the page's look before its first paint.
const KEY = "parley.theme";
const CHOSEN = "parley:theme";
const BACKGROUNDS = { light: "#faf9f6", dark: "#181715" };

export function readTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return themes.find((theme) => theme === kept) ?? "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  window.dispatchEvent(new Event(CHOSEN));
}

/** Calls back when it is chosen, here or in another tab, until the function it returns is called. */
export function onTheme(listener: () => void): () => void {
  window.addEventListener(CHOSEN, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHOSEN, listener);
    window.removeEventListener("storage", listener);
  };
}

/** Makes the page look as chosen. */
export function applyTheme(): void {
  const theme = readTheme();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const own = meta.getAttribute("media")?.includes("dark") ? "dark" : "light";
    meta.content = BACKGROUNDS[theme === "system" ? own : theme];
  }
}
