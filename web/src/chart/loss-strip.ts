import type { Column } from "./columns.ts";
import { wilsonInterval } from "./wilson.ts";

/** How high the strip stands at a loss, 0 to 1. By its root, so that 1 % is seen beside 100 %. */
export const lossHeight = (share: number): number => Math.sqrt(share);

export type LossStyle = {
  readonly loss: CanvasPattern | string;
  readonly edge: string;
  readonly doubt: string;
};
export type Box = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/**
 * The share of lost probes of every column, standing on the lower edge of `box`, and behind it, paler,
 * how much it may well be in truth: the confidence interval.
 */
export function drawLoss(
  context: CanvasRenderingContext2D,
  columns: readonly Column[],
  { left, top, height }: Box,
  { loss, edge, doubt }: LossStyle,
): void {
  const toY = (share: number): number => top + height * (1 - lossHeight(share));
  for (const { left: from, right, bin } of columns) {
    const interval = wilsonInterval(bin.lost, bin.sent);
    if (interval === undefined) continue;
    const [low, high] = interval.map(toY) as [number, number];
    const [x, width] = [left + from, right - from];
    context.fillStyle = doubt;
    context.fillRect(x, high, width, low - high);
    if (bin.lost === 0) continue;
    const y = Math.round(toY(bin.lost / bin.sent));
    // Columns may be too narrow for a hatch to be seen: behind it the colour alone, paler.
    context.globalAlpha = 0.45;
    context.fillStyle = edge;
    context.fillRect(x, y, width, top + height - y);
    context.globalAlpha = 1;
    context.fillStyle = loss;
    context.fillRect(x, y, width, top + height - y);
    context.fillStyle = edge;
    context.fillRect(x, y, width, Math.max(1, devicePixelRatio));
  }
}
