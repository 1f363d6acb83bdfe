import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import { waitToRetry } from "@/lib/wait-to-retry";

/**
 * A part of the page that is loaded when it is first shown, inside a `Suspense`. A line that is down
 * then is waited for: without, the failure would take the whole page away.
 */
export function lazyPart<P>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: await untilLoaded(load) }));
}

async function untilLoaded<T>(load: () => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  for (let attempt = 0; ; attempt++) {
    try {
      return await load();
    } catch {
      await waitToRetry(attempt, signal);
    }
  }
}
