import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { home } from "../../test/web/browser.ts";

const [pause, patience] = [50, 60_000];

/**
 * Milliseconds from the moment at which a new page is asked for its overview until rows with results
 * are on screen and the main thread has rested once: what is typed then is answered at once.
 */
export async function firstViewOf(page: Page): Promise<number> {
  await page.addInitScript(`
    new MutationObserver((_, observer) => {
      if (!/[µm]s/.test(document.querySelector(".targets .row .is-last")?.textContent)) return;
      observer.disconnect();
      requestAnimationFrame(() => requestIdleCallback(() => (globalThis.usableAfter = performance.now())));
    }).observe(document, { childList: true, subtree: true, characterData: true });
  `);
  await page.goto(home);
  return read(page, "globalThis.usableAfter");
}

/** Milliseconds from the last octet of the page's series until the smoke chart was drawn. */
export async function drawnAfter(page: Page): Promise<number> {
  return read(
    page,
    `(() => {
      const series = performance.getEntriesByType("resource").find(({ name }) => name.includes("/series"));
      const drawn = performance.getEntriesByName("smoke-draw")
        .find(({ startTime }) => startTime > (series?.responseEnd ?? Infinity));
      return drawn && drawn.startTime + drawn.duration - series.responseEnd;
    })()`,
  );
}

/** The value of an expression as soon as it has one; the page's policy lets nothing within wait for it. */
async function read(page: Page, expression: string): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < patience) {
    const value = await page.evaluate<number | undefined>(expression);
    if (value !== undefined) return value;
    await setTimeout(pause);
  }
  throw new Error(`the page never had ${expression}`);
}
