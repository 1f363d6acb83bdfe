const FIRST_MILLIS = 400;
const MILLIS_MAX = 10_000;
const ASKED_MILLIS_MAX = 60_000;

/** How long to wait before try number `attempt`: doubling, bounded, and spread by `random`. */
export function retryDelayMillis(attempt: number, random = Math.random()): number {
  const ceiling = Math.min(MILLIS_MAX, FIRST_MILLIS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + random / 2));
}

/** How long a server wants to be left alone; bounded, and spread so that not all come at once. */
export function askedDelayMillis(seconds: number, random = Math.random()): number {
  return Math.round(Math.min(seconds * 1000 * (1 + random / 5), ASKED_MILLIS_MAX));
}

/**
 * Waits for the next try; at once when the machine comes online or the user looks again, unless the
 * server has said when to come back.
 */
export function waitToRetry(
  attempt: number,
  signal: AbortSignal,
  retryAfterSeconds = 0,
): Promise<void> {
  return new Promise((resolve) => {
    const events = new AbortController();
    const askedMillis = askedDelayMillis(retryAfterSeconds);
    const timer = setTimeout(finish, askedMillis > 0 ? askedMillis : retryDelayMillis(attempt));
    function finish() {
      clearTimeout(timer);
      events.abort();
      resolve();
    }
    if (signal.aborted) finish();
    signal.addEventListener("abort", finish, { signal: events.signal });
    if (askedMillis > 0) return;
    window.addEventListener("online", finish, { signal: events.signal });
    window.addEventListener("focus", finish, { signal: events.signal });
  });
}
