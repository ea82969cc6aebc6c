import type { Page } from "playwright-core";
import { vi } from "vitest";

/** So long anything on screen may take on a busy machine. */
export const patience = { timeout: 15_000 };

export const row = (page: Page, id: string) => page.locator(`.row[data-target="${id}"]`);

export const rowIds = (page: Page) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll(".row[data-target]")].map(({ dataset }) => dataset.target)`,
  );

/** The view shows what it was opened for. */
export const settled = (page: Page) =>
  page.locator("main :is(.row, .smoke canvas, .list li, .facts, .bars rect)").first().waitFor();

/** The smoke chart was drawn since its measures were last cleared. */
export async function drawn(page: Page): Promise<void> {
  const times = () => page.evaluate<number>('performance.getEntriesByName("smoke-draw").length');
  await vi.waitFor(async () => {
    if ((await times()) === 0) throw new Error("nothing was drawn");
  }, patience);
}

/** A colour of the style sheet by the theme in force, as a computed one is told. */
export const colourOf = (page: Page, name: string) =>
  page.evaluate<string>(`(() => {
    const probe = document.createElement("span");
    probe.style.color = "var(--${name})";
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  })()`);
