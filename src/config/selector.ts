import type { Labels, Selector } from "./config.ts";

/** Whether these labels have all that the selector asks for. */
export const selects = (selector: Selector, labels: Labels): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);
