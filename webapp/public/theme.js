// Runs before the first paint, so that a page that is dark by choice does not flash: see src/lib/theme.ts.
const theme = localStorage.getItem("parley.theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
