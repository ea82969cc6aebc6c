import type { BinBody } from "../../../src/api/contract.ts";
import type { Column } from "./columns.ts";

type Quantile = "p5Ms" | "p25Ms" | "p50Ms" | "p75Ms" | "p95Ms";
/** The height of a delay on the canvas. */
export type ToY = (ms: number) => number;

const heightOf = (bin: BinBody, quantile: Quantile, toY: ToY): number => toY(bin[quantile]!);

/** The area between two quantiles, one step for each column. */
export function bandPath(
  run: readonly Column[],
  [low, high]: readonly [Quantile, Quantile],
  toY: ToY,
): Path2D {
  const path = new Path2D();
  for (const [n, { left, bin }] of run.entries()) {
    const right = endOf(run, n);
    const top = heightOf(bin, high, toY);
    path.rect(left, top, right - left, heightOf(bin, low, toY) - top);
  }
  return path;
}

/** A quantile as a line in steps: level over each column. */
export function linePath(run: readonly Column[], quantile: Quantile, toY: ToY): Path2D {
  const path = new Path2D();
  for (const [n, { left, bin }] of run.entries()) {
    const y = heightOf(bin, quantile, toY);
    if (n === 0) path.moveTo(left, y);
    else path.lineTo(left, y);
    path.lineTo(endOf(run, n), y);
  }
  return path;
}

/** A column goes on to where the next of its run begins: empty bins between probes are no gap. */
const endOf = (run: readonly Column[], n: number): number => run[n + 1]?.left ?? run[n]!.right;
