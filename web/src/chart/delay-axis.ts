import type { BinBody } from "../../../src/api/contract.ts";
import { quantile } from "./histogram.ts";

/** From the least delay drawn to the greatest, milliseconds; both above 0. */
export type DelayRange = { readonly least: number; readonly most: number };

/** What is shown while nothing was answered. */
const unknownRange: DelayRange = { least: 1, most: 100 };
/** The greatest is at least so many times the least: a steady line must look steady. */
const narrowest = 2;
/** Free space above and below, as a share of the height. */
const margin = 0.06;
/** Delays below are drawn as this: a logarithm has no zero. */
const shortest = 1e-4;

/**
 * The range that keeps every bin's delays in sight up to its p99.9, so that a spike of a single bin
 * stays visible whatever all the others did. On a logarithmic axis that costs little height.
 */
export function delayRangeOf(bins: readonly BinBody[]): DelayRange {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const { histogram } of bins) {
    const low = quantile(histogram, 0.001);
    if (low === undefined) continue;
    least = Math.min(least, Math.max(low, shortest));
    most = Math.max(most, quantile(histogram, 0.999)!, shortest);
  }
  if (most === 0) return unknownRange;
  const short = Math.max(0, Math.log(narrowest) - Math.log(most / least)) / 2;
  const pad = Math.exp(short + (Math.log(most / least) + 2 * short) * margin);
  return { least: least / pad, most: most * pad };
}

/** One range that holds them all, for charts that are to be compared. */
export function joinRanges(ranges: readonly DelayRange[]): DelayRange {
  if (ranges.length === 0) return unknownRange;
  return {
    least: Math.min(...ranges.map(({ least }) => least)),
    most: Math.max(...ranges.map(({ most }) => most)),
  };
}

/** Steps within a decade, fine to coarse. */
const steps: readonly (readonly number[])[] = [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

/** Below so many times the least delay, even steps look even enough on a logarithmic axis. */
const nearlyLinear = 4;

/** Round delays for the axis: as many as there are in steps that give no more than `most`. */
export function delayTicks(range: DelayRange, most: number): number[] {
  if (range.most / range.least < nearlyLinear) return evenTicks(range, most);
  return steps.map((set) => ticksOf(range, set)).find((ticks) => ticks.length <= most) ?? [];
}

function evenTicks({ least, most }: DelayRange, wanted: number): number[] {
  const rough = (most - least) / wanted;
  const decade = Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => Number(`${one}e${decade}`) > rough) ?? 10;
  const step = Number(`${factor}e${decade}`);
  const first = Math.ceil(least / step);
  const count = Math.floor(most / step) - first + 1;
  // A sum of steps is seldom the decimal that it should be: 3 × 0.1.
  return Array.from({ length: count }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}

function ticksOf({ least, most }: DelayRange, set: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(least)); 10 ** decade <= most; decade++) {
    for (const step of set) {
      const tick = Number(`${step}e${decade}`);
      if (tick >= least && tick <= most) ticks.push(tick);
    }
  }
  return ticks;
}
