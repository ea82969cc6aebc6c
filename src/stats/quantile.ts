import type { Nanoseconds } from "../units.ts";

// A decimal fraction such as 0.07 is not exact in binary, and 0.07 * 100 is a little above 7: ceil
// would take the 8th. The product is off by less than this share of itself.
const ROUNDING = 2 ** -51;

/**
 * Which of `count` sorted samples is the quantile `q`, counted from 1: the least rank with at least
 * the share `q` of all samples at or below it (nearest rank, no interpolation). `q` = 0 is the first.
 * Throws RangeError when `q` is not within 0…1.
 */
export function nearestRank(q: number, count: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile must be from 0 to 1, not ${q}`);
  return Math.min(count, Math.max(1, Math.ceil(q * count * (1 - ROUNDING))));
}

/**
 * The quantile `q` (0…1) of samples in nanoseconds, sorted upwards: always one that was measured,
 * never a value in between. So the p50 of two samples is the smaller, the p90 and p99 the larger.
 * Undefined when there are none.
 */
export function quantile(sorted: ArrayLike<number>, q: number): Nanoseconds | undefined {
  return sorted[nearestRank(q, sorted.length) - 1] as Nanoseconds | undefined;
}
