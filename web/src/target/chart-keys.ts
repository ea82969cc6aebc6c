import type { Span } from "../chart/span.ts";
import { pan, zoom } from "./view.ts";

/** What a key does to the chart: another stretch of time, back to now, or one column on or back. */
export type KeyMove =
  | { readonly view: Span }
  | { readonly reset: true }
  | { readonly step: 1 | -1 };

const quarter = 0.25;

/** Undefined: the key is not the chart's. */
export function keyMove(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  span: Span,
): KeyMove | undefined {
  switch (key) {
    case "ArrowLeft":
      return shiftKey ? { step: -1 } : { view: pan(span, -quarter) };
    case "ArrowRight":
      return shiftKey ? { step: 1 } : { view: pan(span, quarter) };
    case "+":
    case "=":
      return { view: zoom(span, 0.5) };
    case "-":
      return { view: zoom(span, 2) };
    case "0":
      return { reset: true };
    default:
      return undefined;
  }
}
