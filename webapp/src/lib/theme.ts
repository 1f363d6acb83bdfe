import { keptChoice } from "@/lib/kept-choice";

export const themes = ["system", "light", "dark"] as const;

/** How the page looks; `system` as the machine does. */
export type Theme = (typeof themes)[number];

// Also read by public/theme.js, which sets the page's look before its first paint.
const kept = keptChoice("theme");
const BACKGROUNDS = { light: "#faf9f6", dark: "#181715" };

export function readTheme(): Theme {
  return themes.find((theme) => theme === kept.read()) ?? "system";
}

export function chooseTheme(theme: Theme): void {
  kept.choose(theme === "system" ? "" : theme);
}

export const onTheme = kept.on;

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
