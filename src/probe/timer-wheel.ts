import type { Nanoseconds } from "../units.ts";

const none = -1;
/** Power of two: a tick's bucket is its number modulo this. */
const buckets = 4096;

/** A wheel turns this far a tick. Deadlines fire up to one tick after they are due, never before. */
export const tick = 1_000_000;

/**
 * One deadline for each of a fixed number of slots, without a timer or an object for each: a
 * hashed timing wheel of doubly linked lists in flat arrays. Deadlines further away than one turn
 * simply stay in their bucket until their own turn comes.
 */
export class TimerWheel {
  readonly #due: Float64Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #bucketOf: Int32Array;
  /** Of each bucket: deadlines that were set first are visited first. */
  readonly #first = new Int32Array(buckets).fill(none);
  readonly #last = new Int32Array(buckets).fill(none);
  /** The first tick that has not been handled. */
  #tick: number;
  #size = 0;

  constructor(capacity: number, now: Nanoseconds) {
    this.#due = new Float64Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
    this.#bucketOf = new Int32Array(capacity).fill(none);
    this.#tick = Math.floor(now / tick);
  }

  /** Sets the slot's deadline, in place of an earlier one. */
  schedule(slot: number, due: number): void {
    this.cancel(slot);
    const bucket = Math.max(Math.ceil(due / tick), this.#tick) & (buckets - 1);
    const tail = this.#last[bucket]!;
    this.#due[slot] = due;
    this.#bucketOf[slot] = bucket;
    this.#next[slot] = none;
    this.#previous[slot] = tail;
    if (tail === none) this.#first[bucket] = slot;
    else this.#next[tail] = slot;
    this.#last[bucket] = slot;
    this.#size++;
  }

  cancel(slot: number): void {
    const bucket = this.#bucketOf[slot]!;
    if (bucket === none) return;
    const next = this.#next[slot]!;
    const previous = this.#previous[slot]!;
    if (previous === none) this.#first[bucket] = next;
    else this.#next[previous] = next;
    if (next === none) this.#last[bucket] = previous;
    else this.#previous[next] = previous;
    this.#bucketOf[slot] = none;
    this.#size--;
  }

  /**
   * Takes slots that are due off the wheel and writes them to `into`; returns how many. When they
   * fill it there may be more: ask again. They are the caller's now: to schedule or cancel one that it has
   * not come to yet does not take it out of the list. HOT.
   */
  takeDue(now: Nanoseconds, into: Int32Array): number {
    const last = Math.floor(now / tick);
    // After a long pause one turn of the wheel passes every bucket; more would repeat it.
    this.#tick = Math.max(this.#tick, last - buckets + 1);
    let taken = 0;
    for (; this.#tick <= last && this.#size > 0; this.#tick++) {
      let slot = this.#first[this.#tick & (buckets - 1)]!;
      while (slot !== none) {
        if (taken === into.length) return taken;
        const next = this.#next[slot]!;
        if (this.#due[slot]! <= now) {
          this.cancel(slot);
          into[taken++] = slot;
        }
        slot = next;
      }
    }
    this.#tick = Math.max(this.#tick, last + 1);
    return taken;
  }

  /** A moment by which something may be due, at the latest one turn ahead; Infinity when empty. */
  nextDue(): number {
    if (this.#size === 0) return Number.POSITIVE_INFINITY;
    for (let ahead = 0; ahead < buckets; ahead++) {
      const current = this.#tick + ahead;
      if (this.#first[current & (buckets - 1)] !== none) return current * tick;
    }
    return Number.POSITIVE_INFINITY;
  }
}
