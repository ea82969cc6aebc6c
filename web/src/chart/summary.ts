import type { BinBody } from "../../../src/api/contract.ts";
import { merge, quantile } from "./histogram.ts";
import { type Interval, wilsonInterval } from "./wilson.ts";

/** What a stretch of time comes to: exact counts, and quantiles of the merged histogram. */
export type Summary = {
  readonly sent: number;
  readonly lost: number;
  readonly answered: number;
  readonly errors: number;
  readonly late: number;
  /** Of what was sent; absent when nothing was. */
  readonly loss?: { readonly share: number; readonly interval: Interval };
  /** Milliseconds; absent when nothing was answered. */
  readonly delays?: Readonly<
    Record<"min" | "p5" | "p25" | "p50" | "p75" | "p95" | "p99" | "p999" | "max", number>
  >;
};

/** Sums bins up as if they had been one: no average of averages. */
export function summaryOf(bins: readonly BinBody[]): Summary {
  const sum = (of: (bin: BinBody) => number): number =>
    bins.reduce((total, bin) => total + of(bin), 0);
  const sent = sum((bin) => bin.sent);
  const lost = sum((bin) => bin.lost);
  const histogram = merge(bins.map((bin) => bin.histogram));
  const interval = wilsonInterval(lost, sent);
  const min = Math.min(...bins.map((bin) => bin.minMs ?? Number.POSITIVE_INFINITY));
  const max = Math.max(...bins.map((bin) => bin.maxMs ?? 0));
  // A bucket reaches further than what is in it; the least and the greatest are exact.
  const at = (q: number): number | undefined => {
    const value = quantile(histogram, q);
    return value === undefined ? undefined : Math.min(max, Math.max(min, value));
  };
  const counts = {
    sent,
    lost,
    errors: sum((bin) => bin.outcomes.error),
    late: sum((bin) => bin.late),
    answered: sum(({ outcomes }) => outcomes.open + outcomes.closed + outcomes.unreachable),
    ...(interval !== undefined && { loss: { share: lost / sent, interval } }),
  };
  if (at(0.5) === undefined) return counts;
  const delays = {
    min,
    p5: at(0.05)!,
    p25: at(0.25)!,
    p50: at(0.5)!,
    p75: at(0.75)!,
    p95: at(0.95)!,
    p99: at(0.99)!,
    p999: at(0.999)!,
    max,
  };
  return { ...counts, delays };
}

/** Joins neighbouring bins until there are at most `most`: what a reader can take in. */
export function joinBins(bins: readonly BinBody[], most: number): BinBody[][] {
  const size = Math.max(1, Math.ceil(bins.length / most));
  return Array.from({ length: Math.ceil(bins.length / size) }, (_, n) =>
    bins.slice(n * size, (n + 1) * size),
  );
}
