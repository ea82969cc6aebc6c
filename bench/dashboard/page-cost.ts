import type { CDPSession, Page } from "playwright-core";

/** What a page costs the machine that shows it, as the browser counts it (Performance.getMetrics). */
export type PageCost = {
  /** Milliseconds of the main thread, since the page was opened. */
  mainThread(): Promise<number>;
  /** Octets of JavaScript's heap after a collection, which is then part of the main thread's time. */
  heap(): Promise<number>;
};

/** Reads the cost of a page as often as asked (DevTools protocol). */
export async function costOf(page: Page): Promise<PageCost> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return {
    async mainThread() {
      return (await read(session, "TaskDuration")) * 1000;
    },
    async heap() {
      await session.send("HeapProfiler.collectGarbage");
      return read(session, "JSHeapUsedSize");
    },
  };
}

async function read(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((metric) => metric.name === name)!.value;
}
