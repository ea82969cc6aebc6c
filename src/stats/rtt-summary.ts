import type { Nanoseconds } from "../units.ts";
import { Histogram } from "./histogram.ts";
import { quantile } from "./quantile.ts";
import { DEFAULT_HORIZON, DelayVariation } from "./variation.ts";

/**
 * Round-trip delays of answered probes, in whole nanoseconds, the resolution of the stamps. What the
 * samples do not define is absent: everything without a sample, `standardDeviation` with one, and
 * `variation` until two consecutive probes were answered.
 */
export type RttSummary = {
  readonly count: number;
  readonly min?: Nanoseconds;
  readonly mean?: Nanoseconds;
  readonly max?: Nanoseconds;
  /** Of the samples as they are, not of a population they were drawn from: ping's mdev. */
  readonly standardDeviation?: Nanoseconds;
  readonly p50?: Nanoseconds;
  readonly p90?: Nanoseconds;
  readonly p99?: Nanoseconds;
  /** Mean absolute delay variation of consecutive answered probes (RFC 3393). */
  readonly variation?: Nanoseconds;
  /** There when samples were too many to keep: then the percentiles are within 1.1 %, as a histogram's. */
  readonly exact?: false;
};

/** How many samples are kept for exact percentiles: 8 MB, eleven days at one probe a second. */
export const DEFAULT_EXACT_LIMIT = 1_000_000;

const FIRST_CAPACITY = 64;

/** Bounds of the memory that samples take. */
export type RttSamplesOptions = {
  readonly exactLimit?: number;
  /** How many probes later the neighbour of an answered one may still be recorded. */
  readonly horizon?: number;
};

/**
 * Collects the round-trip delays of one endpoint. Up to `exactLimit` samples are kept and percentiles
 * are exact; beyond it memory no longer grows and percentiles come from the histogram.
 */
export class RttSamples {
  readonly #exactLimit: number;
  #samples: Float64Array | undefined;
  readonly #histogram = new Histogram();
  readonly #variation: DelayVariation;
  // Welford's running mean and sum of squared differences from it: no cancellation of large squares.
  #runningMean = 0;
  #squaredDifferences = 0;

  constructor({
    exactLimit = DEFAULT_EXACT_LIMIT,
    horizon = DEFAULT_HORIZON,
  }: RttSamplesOptions = {}) {
    this.#exactLimit = exactLimit;
    this.#samples = new Float64Array(Math.min(exactLimit, FIRST_CAPACITY));
    this.#variation = new DelayVariation(horizon);
  }

  /**
   * Takes the delay of the answered probe `index`, each index once, in any order. Throws RangeError
   * unless `rtt` is a whole number of nanoseconds from 0 to 2^52.
   */
  record(rtt: Nanoseconds, index: number): void {
    this.#histogram.record(rtt);
    this.#variation.record(rtt, index);
    this.#keep(rtt);
    const difference = rtt - this.#runningMean;
    this.#runningMean += difference / this.#histogram.count;
    this.#squaredDifferences += difference * (rtt - this.#runningMean);
  }

  /** The quantile `q` (0…1) so far, within 1.1 %, without sorting: for a screen that is drawn often. */
  quantile(q: number): Nanoseconds | undefined {
    return this.#histogram.quantile(q);
  }

  /** Of all that was recorded so far. Sorts a copy of the kept samples: 0.1 s for a million. */
  summary(): RttSummary {
    const { count, min, mean, max } = this.#histogram;
    const sorted = this.#samples?.subarray(0, count).toSorted();
    const percentile = (q: number) => (sorted ? quantile(sorted, q) : this.#histogram.quantile(q));
    const deviation = Math.sqrt(this.#squaredDifferences / count) as Nanoseconds;
    return {
      count,
      ...whole("min", min),
      ...whole("mean", mean),
      ...whole("max", max),
      ...whole("standardDeviation", count < 2 ? undefined : deviation),
      ...whole("p50", percentile(0.5)),
      ...whole("p90", percentile(0.9)),
      ...whole("p99", percentile(0.99)),
      ...whole("variation", this.#variation.mean),
      ...(sorted ? {} : { exact: false }),
    };
  }

  #keep(rtt: Nanoseconds): void {
    const position = this.#histogram.count - 1;
    if (position >= this.#exactLimit) this.#samples = undefined;
    if (this.#samples === undefined) return;
    if (position === this.#samples.length) {
      const larger = new Float64Array(Math.min(this.#exactLimit, 2 * position));
      larger.set(this.#samples);
      this.#samples = larger;
    }
    this.#samples[position] = rtt;
  }
}

/** `{ name: value }` in whole nanoseconds, or nothing to spread where there is no value. */
function whole<Name extends string>(
  name: Name,
  value: Nanoseconds | undefined,
): { [name in Name]?: Nanoseconds } {
  if (value === undefined) return {};
  return { [name]: Math.round(value) } as { [name in Name]: Nanoseconds };
}
