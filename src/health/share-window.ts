const slots = 10;

/**
 * How many of the things of the last so many milliseconds were hits, in ten slots: what is older than
 * the window by up to a tenth of it still counts. Time is monotonic milliseconds.
 */
export class ShareWindow {
  readonly length: number;
  readonly #slotLength: number;
  readonly #totals = new Uint32Array(slots);
  readonly #hits = new Uint32Array(slots);
  #slot = Number.NEGATIVE_INFINITY;
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
    const at = this.#slot % slots;
    this.#totals[at]!++;
    this.#total++;
    if (!hit) return;
    this.#hits[at]!++;
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

  #advance(now: number): void {
    const slot = Math.floor(now / this.#slotLength);
    const passed = Math.min(slots, slot - this.#slot);
    for (let step = 0; step < passed; step++) {
      const at = (((slot - step) % slots) + slots) % slots;
      this.#total -= this.#totals[at]!;
      this.#hit -= this.#hits[at]!;
      this.#totals[at] = 0;
      this.#hits[at] = 0;
    }
    if (passed > 0) this.#slot = slot;
  }
}
