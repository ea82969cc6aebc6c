const none = -1;
/** So few that it grows early on: the compiler takes what it has not seen yet for impossible (docs/adr/0017). */
const smallest = 64;

/**
 * Finds slots by a hash of 32 bits in constant time: chains in flat arrays, no object for an entry. The
 * table of chains is as large as what is in it asks for, not as what could be: what is looked up a
 * hundred thousand times a second should stay in the processor's caches.
 */
export class SlotIndex {
  #first: Int32Array;
  /** Of each slot its hash and, beside it, the next older slot in its chain: one wait for memory brings both. */
  readonly #entries: Int32Array;
  #size = 0;

  /** For slots below `capacity`, about `soon` of them soon. */
  constructor(capacity: number, soon = 0) {
    let size = smallest;
    while (size < soon * 2) size *= 2;
    this.#first = new Int32Array(size).fill(none);
    this.#entries = new Int32Array(capacity * 2);
  }

  /** The newest slot of this hash, -1 when there is none. HOT. */
  first(hash: number): number {
    return this.#sought(this.#first[hash & (this.#first.length - 1)]!, hash | 0);
  }

  /** The next older slot of the same hash, -1 when there is none. HOT. */
  after(slot: number): number {
    return this.#sought(this.#entries[slot * 2 + 1]!, this.#entries[slot * 2]!);
  }

  /** From this slot on along its chain. */
  #sought(from: number, hash: number): number {
    const entries = this.#entries;
    let slot = from;
    while (slot !== none && entries[slot * 2] !== hash) slot = entries[slot * 2 + 1]!;
    return slot;
  }

  /**
   * Reads what `first` and `add` of many hashes will, so that they find it in the processor's caches:
   * reads that do not wait for each other take little longer than one. Returns what was read, mixed;
   * it means nothing. HOT.
   */
  readAhead(hashes: Uint32Array, count: number): number {
    const first = this.#first;
    const entries = this.#entries;
    const mask = first.length - 1;
    let read = 0;
    for (let at = 0; at < count; at++) {
      const slot = first[hashes[at]! & mask]!;
      read ^= entries[slot === none ? 0 : slot * 2]!;
    }
    return read;
  }

  /** The same for `remove` of many slots. HOT. */
  readAheadOf(slots: Int32Array, count: number): number {
    const first = this.#first;
    const entries = this.#entries;
    const mask = first.length - 1;
    let read = 0;
    for (let at = 0; at < count; at++) {
      read ^= entries[first[entries[slots[at]! * 2]! & mask]! * 2]!;
    }
    return read;
  }

  /** Enters a slot that is not in it. HOT. */
  add(slot: number, hash: number): void {
    if (++this.#size * 2 > this.#first.length) this.#grow();
    const chain = hash & (this.#first.length - 1);
    this.#entries[slot * 2] = hash;
    this.#entries[slot * 2 + 1] = this.#first[chain]!;
    this.#first[chain] = slot;
  }

  /** Takes out a slot that is in it. HOT. */
  remove(slot: number): void {
    this.#size--;
    const entries = this.#entries;
    const chain = entries[slot * 2]! & (this.#first.length - 1);
    const next = entries[slot * 2 + 1]!;
    let before = this.#first[chain]!;
    if (before === slot) {
      this.#first[chain] = next;
      return;
    }
    while (entries[before * 2 + 1] !== slot) before = entries[before * 2 + 1]!;
    entries[before * 2 + 1] = next;
  }

  /** Twice as many chains: each is divided in two by the bit that now counts, newest first as before. */
  #grow(): void {
    const old = this.#first;
    const entries = this.#entries;
    const grown = new Int32Array(old.length * 2).fill(none);
    for (let chain = 0; chain < old.length; chain++) {
      const last = [none, none];
      for (let slot = old[chain]!, after = none; slot !== none; slot = after) {
        after = entries[slot * 2 + 1]!;
        entries[slot * 2 + 1] = none;
        const upper = (entries[slot * 2]! & old.length) === 0 ? 0 : 1;
        const tail = last[upper]!;
        if (tail === none) grown[chain + upper * old.length] = slot;
        else entries[tail * 2 + 1] = slot;
        last[upper] = slot;
      }
    }
    this.#first = grown;
  }
}
