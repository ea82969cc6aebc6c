import { bucketIndex, COARSEST_SCALE, FINEST_SCALE, LARGEST_VALUE } from "./bucket-index.ts";

/** All that a histogram knows, as plain data: what is stored, sent, and exposed over OTLP. */
export type HistogramSnapshot = {
  readonly scale: number;
  /** The bound that its owner set; not a property of the samples. */
  readonly maxBuckets: number;
  /** How many samples were 0 ns, which no bucket holds. */
  readonly zeroCount: number;
  /** Nanoseconds, exact at any size. */
  readonly sum: bigint;
  /** Index of the first bucket in `counts`; 0 when there is none. */
  readonly offset: number;
  /** Samples in each bucket from `offset` on; neither the first nor the last is 0. */
  readonly counts: ArrayLike<number>;
  /** The least and greatest sample above zero, nanoseconds; absent when there is none. */
  readonly smallest?: number;
  readonly largest?: number;
};

/** True for what a histogram records: whole nanoseconds from 0 to 2^52. */
export const isRecordable = (value: number): boolean =>
  value >= 0 && value <= LARGEST_VALUE && Math.trunc(value) === value;

/** Throws RangeError, with one sentence, unless some samples could have left this snapshot. */
export function checkSnapshot(snapshot: HistogramSnapshot): void {
  const { scale, maxBuckets, zeroCount, sum, offset, counts, smallest, largest } = snapshot;
  checkShape(scale, maxBuckets);
  const above = totalOf(counts);
  demand(isCount(zeroCount) && isCount(above + zeroCount), "a count is not a whole number");
  demand(counts.length <= maxBuckets, "more buckets than its bound");
  if (counts.length === 0) {
    const bare = smallest === undefined && largest === undefined && sum === 0n && offset === 0;
    demand(bare, "extremes or a sum without samples");
    return;
  }
  demand(counts[0] !== 0 && counts[counts.length - 1] !== 0, "an outer bucket is empty");
  if (smallest === undefined || largest === undefined) throw invalid("samples without extremes");
  const ordered = 1 <= smallest && smallest <= largest;
  demand(ordered && isRecordable(smallest) && isRecordable(largest), "extremes out of range");
  const placed =
    bucketIndex(smallest, scale) === offset &&
    bucketIndex(largest, scale) === offset + counts.length - 1;
  demand(placed, "extremes outside the outer buckets");
  const others = BigInt(above - 1);
  const least = BigInt(smallest) * others + BigInt(largest);
  const most = BigInt(smallest) + BigInt(largest) * others;
  demand(least <= sum && sum <= most, "a sum that its samples cannot have");
}

/** Throws RangeError unless a histogram can have this scale and this bound. */
export function checkShape(scale: number, maxBuckets: number): void {
  const known = Number.isInteger(scale) && scale >= COARSEST_SCALE && scale <= FINEST_SCALE;
  demand(known, `scale must be from ${COARSEST_SCALE} to ${FINEST_SCALE}`);
  demand(Number.isSafeInteger(maxBuckets) && maxBuckets >= 2, "at least 2 buckets are needed");
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += isCount(counts[i]!) ? counts[i]! : Number.NaN;
  return total;
}

const invalid = (why: string): RangeError => new RangeError(`not a histogram: ${why}`);

function demand(condition: boolean, why: string): void {
  if (!condition) throw invalid(why);
}
