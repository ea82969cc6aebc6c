import type { CDPSession, Page } from "playwright-core";

/** What a page costs the machine that shows it, as the browser counts it. */
export type PageCost = {
  /** Milliseconds of the main thread, since the page was opened. */
  readonly mainThread: number;
  /** Octets of JavaScript's heap after a collection. */
  readonly heap: number;
};

/** Reads the cost of a page as often as asked (Performance.getMetrics of the DevTools protocol). */
export async function costOf(page: Page): Promise<() => Promise<PageCost>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const [mainThread] = await read(session, "TaskDuration");
    await session.send("HeapProfiler.collectGarbage");
    const [heap] = await read(session, "JSHeapUsedSize");
    return { mainThread: mainThread! * 1000, heap: heap! };
  };
}

async function read(session: CDPSession, ...names: readonly string[]): Promise<number[]> {
  const { metrics } = await session.send("Performance.getMetrics");
  return names.map((name) => metrics.find((metric) => metric.name === name)!.value);
}
