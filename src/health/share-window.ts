import { Slots } from "./slots.ts";

/** Numbers of each slot: all things in it, and the hits among them. */
const width = 2;

/** How many of the things of the last so many milliseconds were hits. */
export class ShareWindow extends Slots {
  #first: number | undefined;
  #total = 0;
  #hit = 0;

  constructor(length: number) {
    super(length, width);
  }

  record(now: number, hit: boolean): void {
    const at = this.advance(now);
    this.#first ??= now;
    this.numbers[at]!++;
    this.#total++;
    if (!hit) return;
    this.numbers[at + 1]!++;
    this.#hit++;
  }

  get hits(): number {
    return this.#hit;
  }

  get total(): number {
    return this.#total;
  }

  /** From 0 to 1; undefined until half of the window has passed, or fewer than five things are in it. */
  share(now: number): number | undefined {
    this.advance(now);
    const young = this.#first === undefined || now - this.#first < this.length / 2;
    return young || this.#total < 5 ? undefined : this.#hit / this.#total;
  }

  protected forget(at: number): void {
    this.#total -= this.numbers[at]!;
    this.#hit -= this.numbers[at + 1]!;
  }
}
