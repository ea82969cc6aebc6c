import type { Nanoseconds } from "../units.ts";
import { FINEST_SCALE, finestIndex, LARGEST_VALUE, middleOf } from "./bucket-index.ts";
import { nearestRank } from "./quantile.ts";

/** A delay as the number of its bucket at the finest scale: those from 1 ns on, and one for 0 before them. */
const codeOf = (delay: number): number => (delay === 0 ? 0 : finestIndex(delay) + 2);
/** What stands for all with that number. */
const delays = Float64Array.from({ length: codeOf(LARGEST_VALUE) + 1 }, (_, code) =>
  code === 0 ? 0 : middleOf(code - 2, FINEST_SCALE),
);

/** How many there are of each, while a quantile is looked for; all 0 otherwise. */
const tally = new Uint32Array(delays.length);
const firstCapacity = 16;

/**
 * Delays in the order in which they came, in two octets each: as much as their quantiles need. For whoever
 * looks at the latest of them, and has so few that a histogram would be larger.
 */
export class DelayQueue {
  #codes = new Uint16Array(0);
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Whole nanoseconds from 0 to 2^52. HOT: for each answer. */
  push(delay: Nanoseconds): void {
    if (this.#length === this.#codes.length) this.#grow();
    this.#codes[this.#placeOf(this.#length++)] = codeOf(delay);
  }

  /** Reads one of each line of memory; their sum has no meaning. */
  readAhead(): number {
    let sum = 0;
    for (let at = 0; at < this.#codes.length; at += 32) sum += this.#codes[at]!;
    return sum;
  }

  /** Forgets so many of the oldest. */
  drop(count: number): void {
    this.#first = this.#placeOf(count);
    this.#length -= count;
  }

  /**
   * The quantiles at these shares, which go upwards, by nearest rank: within 1.1 %, and exact where it is
   * `largest`, the largest of all. None when there is nothing.
   */
  quantiles(shares: readonly number[], largest: number): Nanoseconds[] {
    if (this.#length === 0) return [];
    let [lowest, highest] = [tally.length, 0];
    for (let age = 0; age < this.#length; age++) {
      const code = this.#codes[this.#placeOf(age)]!;
      tally[code]!++;
      if (code < lowest) lowest = code;
      if (code > highest) highest = code;
    }
    let code = lowest;
    let seen = tally[code]!;
    const found = shares.map((share) => {
      const rank = nearestRank(share, this.#length);
      while (seen < rank) seen += tally[++code]!;
      return (rank === this.#length ? largest : Math.min(delays[code]!, largest)) as Nanoseconds;
    });
    tally.fill(0, lowest, highest + 1);
    return found;
  }

  /** Where the one is that came so many after the oldest. */
  #placeOf(age: number): number {
    const place = this.#first + age;
    return place < this.#codes.length ? place : place - this.#codes.length;
  }

  #grow(): void {
    const wider = new Uint16Array(Math.max(firstCapacity, this.#codes.length * 2));
    wider.set(this.#codes.subarray(this.#first));
    wider.set(this.#codes.subarray(0, this.#first), this.#codes.length - this.#first);
    this.#codes = wider;
    this.#first = 0;
  }
}
