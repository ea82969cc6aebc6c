import type { Page } from "playwright-core";
import { home } from "../../test/web/browser.ts";

/**
 * Milliseconds from the moment at which a new page is asked for its overview until rows with results
 * are on screen and the main thread has rested once: what is typed then is answered at once.
 */
export async function firstViewOf(page: Page): Promise<number> {
  await page.addInitScript(`
    new MutationObserver((_, observer) => {
      if (document.querySelector(".targets .row .is-last")?.textContent.includes("ms") !== true) return;
      observer.disconnect();
      requestAnimationFrame(() => requestIdleCallback(() => (globalThis.usableAfter = performance.now())));
    }).observe(document, { childList: true, subtree: true, characterData: true });
  `);
  await page.goto(home);
  const handle = await page.waitForFunction("globalThis.usableAfter");
  return Number(await handle.jsonValue());
}

/** Milliseconds from the last octet of the page's series until the smoke chart was drawn. */
export async function drawnAfter(page: Page): Promise<number> {
  const handle = await page.waitForFunction(`(() => {
    const series = performance.getEntriesByType("resource").find(({ name }) => name.includes("/series"));
    const drawn = performance.getEntriesByName("smoke-draw")
      .find(({ startTime }) => startTime > (series?.responseEnd ?? Infinity));
    return drawn && drawn.startTime + drawn.duration - series.responseEnd;
  })()`);
  return Number(await handle.jsonValue());
}
