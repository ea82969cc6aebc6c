import { type Nanoseconds, nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";

/** A send that leaves this much after it was due is told in the self-check. */
const punctual = nanosecondsFromMilliseconds(5);

/** Of the distribution, upper and inclusive: what is later than the last is in a bucket of its own. */
const bounds: readonly Nanoseconds[] = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000,
].map(nanosecondsFromMilliseconds);

/** How late sends left, as a distribution. */
export type LatenessSeen = {
  readonly bounds: readonly Nanoseconds[];
  /** Sends up to each bound and above the one before it, and those above the last. */
  readonly counts: readonly number[];
  /** Of all of them together. */
  readonly sum: Nanoseconds;
};

/** How late sends left, after they were due. */
export class Lateness {
  /** Sends that left more than 5 ms late. */
  sends = 0;
  /** Nanoseconds. */
  largest = 0;
  readonly #counts = new Float64Array(bounds.length + 1);
  #sum = 0;

  note(lateness: number): void {
    if (lateness > punctual) this.sends++;
    this.largest = Math.max(this.largest, lateness);
    this.#sum += lateness;
    let bucket = 0;
    while (bucket < bounds.length && lateness > bounds[bucket]!) bucket++;
    this.#counts[bucket]!++;
  }

  seen(): LatenessSeen {
    return { bounds, counts: Array.from(this.#counts), sum: nanoseconds(Math.round(this.#sum)) };
  }
}
