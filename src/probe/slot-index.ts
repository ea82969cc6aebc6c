const none = -1;
const smallest = 1024;

/**
 * Finds slots by a hash in constant time: chains in flat arrays, no object for an entry. The table
 * of chains is as large as what is in it asks for, not as what could be: what is looked up a
 * hundred thousand times a second should stay in the processor's caches.
 */
export class SlotIndex {
  #first: Int32Array;
  readonly #next: Int32Array;
  /** The owner's: a slot's is not changed while the slot is in the index. */
  readonly #hash: Uint32Array;
  #size = 0;

  /** For as many slots as there are hashes, about `soon` of them soon; `hashes` is kept, and read again. */
  constructor(hashes: Uint32Array, soon = 0) {
    let size = smallest;
    while (size < soon * 2) size *= 2;
    this.#first = new Int32Array(size).fill(none);
    this.#hash = hashes;
    this.#next = new Int32Array(hashes.length);
  }

  /** The newest slot in the chain of this hash, -1 when it is empty; others may have other hashes. HOT. */
  first(hash: number): number {
    return this.#first[hash & (this.#first.length - 1)]!;
  }

  /**
   * Reads the heads of the chains of many hashes, so that who comes to them finds them in the
   * processor's caches: reads that do not wait for each other take little longer than one. Returns
   * what was read, mixed; it means nothing. HOT.
   */
  readAhead(hashes: Uint32Array, count: number): number {
    const first = this.#first;
    const hash = this.#hash;
    const mask = first.length - 1;
    let read = 0;
    for (let at = 0; at < count; at++) {
      const slot = first[hashes[at]! & mask]!;
      read ^= hash[slot === none ? 0 : slot]!;
    }
    return read;
  }

  /** The next older slot in the same chain, -1 at its end. HOT. */
  after(slot: number): number {
    return this.#next[slot]!;
  }

  /** Enters a slot that is not in it, by the hash that it has. HOT. */
  add(slot: number): void {
    if (++this.#size * 2 > this.#first.length) this.#grow();
    const chain = this.#hash[slot]! & (this.#first.length - 1);
    this.#next[slot] = this.#first[chain]!;
    this.#first[chain] = slot;
  }

  /** Takes out a slot that is in it. HOT. */
  remove(slot: number): void {
    this.#size--;
    const chain = this.#hash[slot]! & (this.#first.length - 1);
    const next = this.#next;
    if (this.#first[chain] === slot) {
      this.#first[chain] = next[slot]!;
      return;
    }
    let before = this.#first[chain]!;
    while (next[before] !== slot) before = next[before]!;
    next[before] = next[slot]!;
  }

  /** Twice as many chains: each is divided in two by the bit that now counts, newest first as before. */
  #grow(): void {
    const old = this.#first;
    this.#first = new Int32Array(old.length * 2).fill(none);
    for (let chain = 0; chain < old.length; chain++) {
      const last = [none, none];
      for (let slot = old[chain]!, after = none; slot !== none; slot = after) {
        after = this.#next[slot]!;
        this.#next[slot] = none;
        const upper = (this.#hash[slot]! & old.length) === 0 ? 0 : 1;
        const tail = last[upper]!;
        if (tail === none) this.#first[chain + upper * old.length] = slot;
        else this.#next[tail] = slot;
        last[upper] = slot;
      }
    }
  }
}
