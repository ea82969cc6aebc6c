import type { Outstanding } from "./outstanding.ts";

/**
 * Finds the slots of packets that come mostly in the order in which they were sent, in one row or in
 * two that mix (two cores that send at once). Then the next slot is known before the packet says
 * its sequence number, and the look into the index, a wait for memory at a high rate, is spared.
 * Packets of a third row at the same time are left to the index.
 */
export class InOrder {
  readonly #table: Outstanding;
  /** The slot that came last, and the last one of the other row. */
  #last = 0;
  #other = 0;

  constructor(table: Outstanding) {
    this.#table = table;
  }

  /** As `Outstanding.bySequence`, whatever the order is. HOT. */
  slotOf(sequence: number): number {
    const table = this.#table;
    const next = table.following(this.#last);
    if (table.bears(next, sequence)) {
      this.#last = next;
      return next;
    }
    const inOther = table.following(this.#other);
    const slot = table.bears(inOther, sequence) ? inOther : table.bySequence(sequence);
    if (slot >= 0) {
      this.#other = this.#last;
      this.#last = slot;
    }
    return slot;
  }
}
