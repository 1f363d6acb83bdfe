import type { CDPSession, Page } from "@playwright/test";

/** How busy a page's main thread was, in seconds, and its tasks of more than 50 ms. */
export interface Load {
  seconds: number;
  task: number;
  script: number;
  layout: number;
  style: number;
  longTasks: number[];
}

declare global {
  interface Window {
    longTasks: number[];
    keyMillis: number[];
  }
}

/** Measures the main thread of a page, as the browser itself counts. */
export class Thread {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async of(page: Page): Promise<Thread> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await page.addInitScript(() => {
      window.longTasks = [];
      window.keyMillis = [];
      new PerformanceObserver((list) => {
        window.longTasks.push(...list.getEntries().map((entry) => entry.duration));
      }).observe({ type: "longtask" });
      // TypeScript's own types do not know the threshold.
      const events = { type: "event", durationThreshold: 16 };
      new PerformanceObserver((list) => {
        const keys = list.getEntries().filter((entry) => entry.name === "keydown");
        window.keyMillis.push(...keys.map((entry) => entry.duration));
      }).observe(events);
    });
    return new Thread(page, session);
  }

  async during(act: () => Promise<void>): Promise<Load> {
    await this.page.evaluate(() => {
      window.longTasks = [];
    });
    const before = await this.#counts();
    await act();
    const after = await this.#counts();
    const since = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    return {
      seconds: since("Timestamp"),
      task: since("TaskDuration"),
      script: since("ScriptDuration"),
      layout: since("LayoutDuration"),
      style: since("RecalcStyleDuration"),
      longTasks: await this.page.evaluate(() => window.longTasks),
    };
  }

  async #counts(): Promise<Map<string, number>> {
    const { metrics } = await this.session.send("Performance.getMetrics");
    return new Map(metrics.map(({ name, value }) => [name, value]));
  }
}

export function told(load: Load): string {
  const two = (seconds: number) => seconds.toFixed(2);
  const worst = Math.round(Math.max(0, ...load.longTasks));
  return (
    `${two(load.seconds)} s, main thread ${two(load.task)} s (${((100 * load.task) / load.seconds).toFixed(1)} %): ` +
    `script ${two(load.script)}, style ${two(load.style)}, layout ${two(load.layout)}; ` +
    `${load.longTasks.length} tasks above 50 ms, the longest ${worst} ms`
  );
}
