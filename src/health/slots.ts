import { roomFor } from "../stats/index.ts";

const slots = 10;

/**
 * Some numbers for each tenth of the last so many milliseconds: what is older than that by up to a tenth is still in
 * them, so that nothing is ever estimated. Time is monotonic milliseconds.
 */
export abstract class Slots {
  /** What it is about: so many milliseconds. */
  readonly length: number;
  readonly #width: number;
  /** The numbers of all slots; those of other owners are there as well. */
  protected readonly numbers: Float64Array;
  /** Where the numbers of each slot begin, in no order: from `first`, `width` apart, to before `end`. */
  protected readonly first: number;
  #slot = -slots;

  /** With `width` numbers in each slot, all 0 at first. */
  constructor(length: number, width: number) {
    this.length = length;
    this.#width = width;
    ({ numbers: this.numbers, from: this.first } = roomFor(slots * width));
  }

  protected get end(): number {
    return this.first + slots * this.#width;
  }

  /** Goes on to this moment, and empties slots that are to be used anew; returns where those of now begin. */
  protected advance(now: number): number {
    const slot = Math.floor(now / (this.length / slots));
    const passed = Math.min(slots, slot - this.#slot);
    for (let step = 0; step < passed; step++) {
      const at = this.#placeOf(slot - step + slots);
      this.forget(at);
      this.numbers.fill(0, at, at + this.#width);
    }
    if (passed > 0) this.#slot = slot;
    return this.#placeOf(this.#slot);
  }

  /** A slot is about to be emptied, whose numbers begin here. */
  protected abstract forget(at: number): void;

  #placeOf(slot: number): number {
    return this.first + (slot % slots) * this.#width;
  }
}
