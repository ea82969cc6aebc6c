import type { Column } from "./columns.ts";
import { smoothQuantile } from "./histogram.ts";

/** The height of a delay on the canvas. */
export type ToY = (ms: number) => number;

const heightOf = ({ bin }: Column, q: number, toY: ToY): number => {
  const { histogram, minMs = 0, maxMs = Number.POSITIVE_INFINITY } = bin;
  // A bucket reaches further than what is in it.
  return toY(Math.min(maxMs, Math.max(minMs, smoothQuantile(histogram, q) ?? 0)));
};

/** The area between two quantiles, one step for each column. */
export function bandPath(
  run: readonly Column[],
  [low, high]: readonly [number, number],
  toY: ToY,
): Path2D {
  const path = new Path2D();
  for (const [n, column] of run.entries()) {
    const top = heightOf(column, high, toY);
    path.rect(column.left, top, endOf(run, n) - column.left, heightOf(column, low, toY) - top);
  }
  return path;
}

/**
 * A quantile as a line in steps: what is level, over each column, and what leads from one to the next.
 * The two are apart, because between columns nothing was measured: a stroke there is only for the eye.
 */
export function linePaths(
  run: readonly Column[],
  q: number,
  toY: ToY,
): { readonly level: Path2D; readonly between: Path2D } {
  const [level, between] = [new Path2D(), new Path2D()];
  for (const [n, column] of run.entries()) {
    const y = heightOf(column, q, toY);
    level.moveTo(column.left, y);
    level.lineTo(endOf(run, n), y);
    if (n > 0) between.lineTo(column.left, y);
    between.moveTo(endOf(run, n), y);
  }
  return { level, between };
}

/** A column goes on to where the next of its run begins: empty bins between probes are no gap. */
const endOf = (run: readonly Column[], n: number): number => run[n + 1]?.left ?? run[n]!.right;
