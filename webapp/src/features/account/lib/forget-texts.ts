const KEPT = /^parley\.(draft|pending)\.|^parley\.workspace$/;

/** Forgets what was written here and not sent, and where it was: the next person at this browser may be another one. */
export function forgetTexts(): void {
  Object.keys(localStorage)
    .filter((key) => KEPT.test(key))
    .forEach((key) => localStorage.removeItem(key));
}
