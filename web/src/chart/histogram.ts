import type { HistogramBody } from "../../../src/api/contract.ts";

const nanosecondsPerMs = 1e6;

/** How many delays a histogram holds. */
export function countOf({ counts, zeroCount }: HistogramBody): number {
  return counts.reduce((sum, count) => sum + count, zeroCount);
}

/** The lower bound of bucket `index`, milliseconds. */
export const lowerBoundMs = (index: number, scale: number): number =>
  2 ** (index * 2 ** -scale) / nanosecondsPerMs;

/**
 * All samples of all histograms in one, as if they had been recorded together: the coarsest scale
 * prevails, and 2^n neighbours of a scale finer by n fall into one bucket of it. Nothing is lost.
 */
export function merge(histograms: readonly HistogramBody[]): HistogramBody {
  const filled = histograms.filter(({ counts }) => counts.length > 0);
  const scale = Math.min(...filled.map((one) => one.scale));
  const zeroCount = histograms.reduce((sum, one) => sum + one.zeroCount, 0);
  if (filled.length === 0)
    return { scale: histograms[0]?.scale ?? 0, offset: 0, counts: [], zeroCount };
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { offset, counts, scale: own } of filled) {
    first = Math.min(first, offset >> (own - scale));
    last = Math.max(last, (offset + counts.length - 1) >> (own - scale));
  }
  const merged = Array.from({ length: last - first + 1 }, () => 0);
  for (const { offset, counts, scale: own } of filled) {
    for (let slot = 0; slot < counts.length; slot++) {
      merged[((offset + slot) >> (own - scale)) - first]! += counts[slot]!;
    }
  }
  return { scale, offset: first, counts: merged, zeroCount };
}

/**
 * The quantile `q` (0…1) by nearest rank, milliseconds: at most half a bucket off, 1.1 % at scale 5.
 * Undefined when there are no samples.
 */
export function quantile(histogram: HistogramBody, q: number): number | undefined {
  const total = countOf(histogram);
  if (total === 0) return undefined;
  // A product such as 0.07 * 100 comes out a little above 7: the share must not push it to the 8th.
  const rank = Math.max(1, Math.ceil(q * total * (1 - 2 ** -51)));
  let seen = histogram.zeroCount;
  if (rank <= seen) return 0;
  let slot = -1;
  while (seen < rank) seen += histogram.counts[++slot]!;
  const lower = lowerBoundMs(histogram.offset + slot, histogram.scale);
  const upper = lowerBoundMs(histogram.offset + slot + 1, histogram.scale);
  // The harmonic mean of the bounds is equally wrong, in proportion, at either of them.
  return (2 * lower * upper) / (lower + upper);
}

/**
 * The quantile `q` for a line to be drawn, milliseconds: within its bucket as far up as its rank is
 * among the samples there, as if they lay evenly. Not more exact than the bucket, but it moves as
 * evenly as the delays do, where the middle of a bucket would leap to the next.
 */
export function smoothQuantile(histogram: HistogramBody, q: number): number | undefined {
  const { counts, offset, scale, zeroCount } = histogram;
  const total = countOf(histogram);
  if (total === 0) return undefined;
  const rank = q * total;
  let seen = zeroCount;
  if (rank <= seen && seen > 0) return 0;
  for (const [slot, count] of counts.entries()) {
    if (count > 0 && rank <= seen + count) {
      return lowerBoundMs(offset + slot + (rank - seen) / count, scale);
    }
    seen += count;
  }
  return lowerBoundMs(offset + counts.length, scale);
}
