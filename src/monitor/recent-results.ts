import type { ProbeResult } from "../probe/index.ts";

/** Results that all endpoints together remember with every fact: about 1 kB each. */
const budget = 10_000;
const fewest = 3;
const most = 30;

/** How many results each of so many endpoints remembers. */
export const recentCapacity = (endpoints: number): number =>
  Math.max(fewest, Math.min(most, Math.floor(budget / Math.max(1, endpoints))));

/** The latest results of one endpoint. */
export class RecentResults {
  readonly #results: ProbeResult[] = [];
  #capacity: number;
  /** Where the next one goes. */
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get last(): ProbeResult | undefined {
    const { length } = this.#results;
    return length === 0 ? undefined : this.#results[(this.#next + length - 1) % length];
  }

  push(result: ProbeResult): void {
    if (this.#results.length < this.#capacity) {
      this.#results.push(result);
      return;
    }
    this.#results[this.#next] = result;
    this.#next = (this.#next + 1) % this.#results.length;
  }

  /** Newest first. */
  list(): ProbeResult[] {
    const { length } = this.#results;
    return Array.from(
      { length },
      (_, age) => this.#results[(this.#next + length - 1 - age) % length]!,
    );
  }

  /** More endpoints came, or went: the latest stay. */
  resize(capacity: number): void {
    if (capacity === this.#capacity) return;
    const kept = this.list().slice(0, capacity).toReversed();
    this.#results.splice(0, this.#results.length, ...kept);
    this.#next = 0;
    this.#capacity = capacity;
  }
}
