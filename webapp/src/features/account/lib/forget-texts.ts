const KEPT = /^parley\.(draft|pending)\./;

/** Forgets what was written here and not sent: the next person at this browser may be another one. */
export function forgetTexts(): void {
  Object.keys(localStorage)
    .filter((key) => KEPT.test(key))
    .forEach((key) => localStorage.removeItem(key));
}
