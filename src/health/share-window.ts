import { type Room, roomFor } from "../stats/index.ts";

const slots = 10;
/** Numbers of each slot: all things in it, and the hits among them. */
const width = 2;

/**
 * How many of the things of the last so many milliseconds were hits, in ten slots: what is older than
 * the window by up to a tenth of it still counts. Time is monotonic milliseconds.
 */
export class ShareWindow {
  readonly length: number;
  readonly #slotLength: number;
  readonly #room: Room = roomFor(slots * width);
  #slot = -slots;
  #first: number | undefined;
  #total = 0;
  #hit = 0;

  constructor(length: number) {
    this.length = length;
    this.#slotLength = length / slots;
  }

  record(now: number, hit: boolean): void {
    this.#advance(now);
    this.#first ??= now;
    const { numbers } = this.#room;
    const at = this.#placeOf(this.#slot);
    numbers[at]!++;
    this.#total++;
    if (!hit) return;
    numbers[at + 1]!++;
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
    this.#advance(now);
    const young = this.#first === undefined || now - this.#first < this.length / 2;
    return young || this.#total < 5 ? undefined : this.#hit / this.#total;
  }

  #placeOf(slot: number): number {
    return this.#room.from + (slot % slots) * width;
  }

  #advance(now: number): void {
    const { numbers } = this.#room;
    const slot = Math.floor(now / this.#slotLength);
    const passed = Math.min(slots, slot - this.#slot);
    for (let step = 0; step < passed; step++) {
      const at = this.#placeOf(slot - step + slots);
      this.#total -= numbers[at]!;
      this.#hit -= numbers[at + 1]!;
      numbers.fill(0, at, at + width);
    }
    if (passed > 0) this.#slot = slot;
  }
}
