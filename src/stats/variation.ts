import type { Nanoseconds } from "../units.ts";

/** How many probes later a missing neighbour is still awaited. At an interval of 1 ms that is 4 s. */
export const DEFAULT_HORIZON = 4096;

/**
 * Mean absolute delay variation of consecutive answered probes, by the selection function
 * "consecutive" of RFC 3393: a pair is probes i and i + 1, in the order of sending, both answered.
 * A pair with a lost probe has no variation and is left out (RFC 3393 §4.1), and the
 * answered probes on both sides of a lost one are not consecutive: they make no pair either.
 *
 * Replies may be recorded in any order: a pair counts when the second of its two is there. Memory
 * stays constant: neighbours recorded more than `horizon` probes apart no longer find each other.
 */
export class DelayVariation {
  #sum = 0;
  #pairs = 0;
  #highest = Number.NEGATIVE_INFINITY;
  readonly #awaitingNext = new Map<number, Nanoseconds>();
  readonly #awaitingPrevious = new Map<number, Nanoseconds>();
  readonly #horizon: number;

  constructor(horizon = DEFAULT_HORIZON) {
    this.#horizon = horizon;
  }

  /** Each `index` at most once: the number of the probe among those sent to its endpoint. */
  record(rtt: Nanoseconds, index: number): void {
    this.#highest = Math.max(this.#highest, index);
    this.#pair(rtt, index, index - 1, this.#awaitingNext, this.#awaitingPrevious);
    this.#pair(rtt, index, index + 1, this.#awaitingPrevious, this.#awaitingNext);
  }

  /** Undefined until two consecutive probes were answered. */
  get mean(): Nanoseconds | undefined {
    return this.#pairs === 0 ? undefined : ((this.#sum / this.#pairs) as Nanoseconds);
  }

  #pair(
    rtt: Nanoseconds,
    index: number,
    neighbour: number,
    waiting: Map<number, Nanoseconds>,
    otherwise: Map<number, Nanoseconds>,
  ): void {
    const other = waiting.get(neighbour);
    if (other === undefined) {
      otherwise.set(index, rtt);
      this.#forgetOld(otherwise);
      return;
    }
    waiting.delete(neighbour);
    this.#sum += Math.abs(rtt - other);
    this.#pairs += 1;
  }

  // A Map keeps the order of insertion, so the oldest are at its front.
  #forgetOld(waiting: Map<number, Nanoseconds>): void {
    for (const index of waiting.keys()) {
      if (index >= this.#highest - this.#horizon) return;
      waiting.delete(index);
    }
  }
}
