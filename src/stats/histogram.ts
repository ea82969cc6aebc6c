import type { Nanoseconds } from "../units.ts";
import { bucketIndex, FINEST_SCALE, lowerBound, middleOf } from "./bucket-index.ts";
import { added, type Counts, countsOf, zeros } from "./counts.ts";
import type { HistogramSnapshot } from "./histogram-snapshot.ts";
import { checkShape, checkSnapshot, isRecordable } from "./histogram-snapshot.ts";
import { nearestRank } from "./quantile.ts";

export type HistogramOptions = {
  /** Resolution to begin with, −6…5: buckets are 2^(2^-scale) wide. */
  readonly scale?: number;
  /** Most buckets, from least to greatest sample; a wider range halves the resolution. */
  readonly maxBuckets?: number;
};

/** A bucket that holds samples: above `lower`, up to and including `upper`, nanoseconds. */
export type Bucket = readonly [lower: Nanoseconds, upper: Nanoseconds, count: number];

// 20 octaves at the finest scale: whatever lies between 10 µs and 10 s keeps its full resolution.
const DEFAULT_MAX_BUCKETS = 640;
const FIRST_CAPACITY = 32;
const FLUSH_AT = 2 ** 52;

/**
 * The distribution of delays as a base-2 exponential histogram (OpenTelemetry metrics data model).
 * Records whole nanoseconds from 0 to 2^52 (52 days) and throws RangeError for anything else. Count,
 * sum, min and max are exact; a quantile is within 1.1 % at the default scale 5, within 2.2 % at
 * scale 4, and so on. Merging in any order equals recording everything in one, bit for bit, as long
 * as the bounds are equal.
 */
export class Histogram {
  readonly maxBuckets: number;
  #scale: number;
  #zeroCount = 0;
  #aboveZero = 0;
  // A window of buckets, dense: #counts[0] is bucket #base.
  #counts: Counts = zeros(0);
  #base = 0;
  #smallest = Number.POSITIVE_INFINITY;
  #largest = 0;
  // A double alone is exact to 104 days of summed delay, which a fleet passes within hours.
  #sum = 0n;
  // -0 is kept as a double, 0 as a small integer until it outgrows 31 bits: compiled code, made for the latter, would be
  // thrown away then (docs/adr/0017). Once compiled for doubles it stays, also when `#flushSum` sets 0.
  #unflushedSum = -0;

  constructor({ scale = FINEST_SCALE, maxBuckets = DEFAULT_MAX_BUCKETS }: HistogramOptions = {}) {
    checkShape(scale, maxBuckets);
    this.#scale = scale;
    this.maxBuckets = maxBuckets;
  }

  /** A histogram with this content. Throws RangeError when no samples could have left it. */
  static from(snapshot: HistogramSnapshot): Histogram {
    checkSnapshot(snapshot);
    const histogram = new Histogram(snapshot);
    histogram.#zeroCount = snapshot.zeroCount;
    histogram.#sum = snapshot.sum;
    histogram.#counts = countsOf(snapshot.counts);
    histogram.#base = snapshot.offset;
    for (const count of histogram.#counts) histogram.#aboveZero += count;
    histogram.#smallest = snapshot.smallest ?? Number.POSITIVE_INFINITY;
    histogram.#largest = snapshot.largest ?? 0;
    return histogram;
  }

  get scale(): number {
    return this.#scale;
  }

  get count(): number {
    return this.#zeroCount + this.#aboveZero;
  }

  get zeroCount(): number {
    return this.#zeroCount;
  }

  /** Sum of all samples in nanoseconds, exact at any size. */
  get sum(): bigint {
    return this.#sum + BigInt(this.#unflushedSum);
  }

  get min(): Nanoseconds | undefined {
    if (this.count === 0) return undefined;
    return (this.#zeroCount > 0 ? 0 : this.#smallest) as Nanoseconds;
  }

  get mean(): Nanoseconds | undefined {
    return this.count === 0 ? undefined : ((Number(this.sum) / this.count) as Nanoseconds);
  }

  get max(): Nanoseconds | undefined {
    return this.count === 0 ? undefined : (this.#largest as Nanoseconds);
  }

  record(value: Nanoseconds): void {
    this.recordMany(value, 1);
  }

  /** As if `value` had been recorded `times` times. */
  recordMany(value: Nanoseconds, times: number): void {
    if (!isRecordable(value)) throw new RangeError(`not whole nanoseconds up to 2^52: ${value}`);
    if (!Number.isSafeInteger(times) || times < 0) throw new RangeError(`not a count: ${times}`);
    if (times === 0) return;
    if (value === 0) {
      this.#zeroCount += times;
      return;
    }
    let slot = bucketIndex(value, this.#scale) - this.#base;
    if (slot < 0 || slot >= this.#counts.length) {
      this.#makeRoom(slot + this.#base, slot + this.#base);
      slot = bucketIndex(value, this.#scale) - this.#base;
    }
    this.#counts = added(this.#counts, slot, times);
    this.#aboveZero += times;
    if (value < this.#smallest) this.#smallest = value;
    if (value > this.#largest) this.#largest = value;
    if (times === 1) this.#unflushedSum += value;
    else this.#sum += BigInt(value) * BigInt(times);
    if (this.#unflushedSum >= FLUSH_AT) this.#flushSum();
  }

  /** Adds all of `other`'s samples; the coarser scale of the two prevails. Returns this histogram. */
  merge(other: Histogram): this {
    this.downscale(other.#scale);
    this.#zeroCount += other.#zeroCount;
    this.#sum += other.sum;
    if (other.#aboveZero === 0) return this;
    this.#makeRoom(
      bucketIndex(other.#smallest, this.#scale),
      bucketIndex(other.#largest, this.#scale),
    );
    const shift = other.#scale - this.#scale;
    this.#counts = addCounts(other.#counts, other.#base, shift, this.#counts, this.#base);
    this.#aboveZero += other.#aboveZero;
    this.#smallest = Math.min(this.#smallest, other.#smallest);
    this.#largest = Math.max(this.#largest, other.#largest);
    return this;
  }

  /** Joins neighbouring buckets until `scale` is reached: as if recorded at that scale. No-op if coarser. */
  downscale(scale: number): this {
    checkShape(scale, this.maxBuckets);
    if (scale >= this.#scale) return this;
    if (this.#aboveZero > 0) this.#rebuild(this.#first(), this.#last(), this.#scale - scale);
    else {
      this.#counts = zeros(0);
      this.#scale = scale;
    }
    return this;
  }

  /**
   * The quantile `q` (0…1) by nearest rank, as `quantile` takes it from sorted samples, off by at
   * most half a bucket: 1.1 % at scale 5. The least and the greatest sample are exact. Not rounded.
   */
  quantile(q: number): Nanoseconds | undefined {
    const rank = nearestRank(q, this.count);
    if (this.count === 0) return undefined;
    if (rank === 1) return this.min;
    if (rank === this.count) return this.max;
    if (rank <= this.#zeroCount) return 0 as Nanoseconds;
    let slot = 0;
    let seen = this.#zeroCount + this.#counts[0]!;
    while (seen < rank) seen += this.#counts[++slot]!;
    const middle = middleOf(this.#base + slot, this.#scale);
    return Math.min(this.#largest, Math.max(this.#smallest, middle)) as Nanoseconds;
  }

  /** The buckets that hold samples, upwards. Samples of 0 ns are in none: see `zeroCount`. */
  *buckets(): IterableIterator<Bucket> {
    for (const [slot, count] of this.#counts.entries()) {
      if (count === 0) continue;
      const index = this.#base + slot;
      const lower = lowerBound(index, this.#scale) as Nanoseconds;
      yield [lower, lowerBound(index + 1, this.#scale) as Nanoseconds, count];
    }
  }

  snapshot(): HistogramSnapshot {
    const { scale, maxBuckets, zeroCount, sum } = this;
    if (this.#aboveZero === 0) return { scale, maxBuckets, zeroCount, sum, offset: 0, counts: [] };
    const offset = this.#first();
    const counts = this.#counts.slice(offset - this.#base, this.#last() + 1 - this.#base);
    const extremes = { smallest: this.#smallest, largest: this.#largest };
    return { scale, maxBuckets, zeroCount, sum, offset, counts, ...extremes };
  }

  clone(): Histogram {
    return Histogram.from(this.snapshot());
  }

  /** Whether both hold the same counts in the same buckets, with the same sum, min and max. */
  equals(other: Histogram): boolean {
    const ours = this.snapshot();
    const theirs = other.snapshot();
    return (
      ours.scale === theirs.scale &&
      ours.zeroCount === theirs.zeroCount &&
      ours.sum === theirs.sum &&
      ours.smallest === theirs.smallest &&
      ours.largest === theirs.largest &&
      ours.offset === theirs.offset &&
      ours.counts.length === theirs.counts.length &&
      Array.prototype.every.call(ours.counts, (count, slot) => count === theirs.counts[slot])
    );
  }

  #first(): number {
    return bucketIndex(this.#smallest, this.#scale);
  }

  #last(): number {
    return bucketIndex(this.#largest, this.#scale);
  }

  #flushSum(): void {
    this.#sum += BigInt(this.#unflushedSum);
    this.#unflushedSum = 0;
  }

  /** Makes the window reach from bucket `low` to `high` of the present scale, coarser if it must be. */
  #makeRoom(low: number, high: number): void {
    if (low >= this.#base && high < this.#base + this.#counts.length) return;
    const first = this.#aboveZero > 0 ? Math.min(low, this.#first()) : low;
    const last = this.#aboveZero > 0 ? Math.max(high, this.#last()) : high;
    let shift = 0;
    while ((last >> shift) - (first >> shift) >= this.maxBuckets) shift++;
    this.#rebuild(first, last, shift);
  }

  #rebuild(first: number, last: number, shift: number): void {
    const span = (last >> shift) - (first >> shift) + 1;
    let capacity = FIRST_CAPACITY;
    while (capacity < span) capacity *= 2;
    capacity = Math.max(span, Math.min(capacity, this.maxBuckets));
    const base = (first >> shift) - ((capacity - span) >> 1);
    this.#counts = addCounts(this.#counts, this.#base, shift, zeros(capacity), base);
    this.#base = base;
    this.#scale -= shift;
  }
}

/** Adds bucket for bucket; 2^shift neighbours of `from` fall into one of `into`. Returns the sums. */
function addCounts(
  from: Counts,
  fromBase: number,
  shift: number,
  into: Counts,
  intoBase: number,
): Counts {
  let sums = into;
  for (let slot = 0; slot < from.length; slot++) {
    const count = from[slot]!;
    if (count > 0) sums = added(sums, ((fromBase + slot) >> shift) - intoBase, count);
  }
  return sums;
}
