const FIRST_MILLIS = 400;
const MILLIS_MAX = 10_000;

/** How long to wait before try number `attempt`: doubling, bounded, and spread by `random`. */
export function retryDelayMillis(attempt: number, random = Math.random()): number {
  const ceiling = Math.min(MILLIS_MAX, FIRST_MILLIS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + random / 2));
}

/** Waits for the next try; at once when the machine comes online or the user looks again. */
export function waitToRetry(attempt: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const events = new AbortController();
    const timer = setTimeout(finish, retryDelayMillis(attempt));
    function finish() {
      clearTimeout(timer);
      events.abort();
      resolve();
    }
    if (signal.aborted) finish();
    signal.addEventListener("abort", finish, { signal: events.signal });
    window.addEventListener("online", finish, { signal: events.signal });
    window.addEventListener("focus", finish, { signal: events.signal });
  });
}
