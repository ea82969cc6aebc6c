import type { Nanoseconds } from "../units.ts";

/**
 * Spaces sends evenly: send `n` is due at `start + n / rate`. A sender that fell behind makes up
 * for one batch at the most, so a stall is never followed by a burst; the rest of the time is lost.
 */
export class Pacer {
  readonly #spacing: number;
  readonly #batch: number;
  #due: number;
  #first: number | undefined;
  #last: number | undefined;
  #sent = 0;
  /** Nanoseconds between the first send and the last in which none was meant. */
  #idle = 0;
  /** Nanoseconds between the two neighbouring sends that were furthest apart. */
  largestGap = 0;

  /** `rate` is in sends a second; `batch` is how many may be made up for at once. */
  constructor(rate: number, batch: number, now: Nanoseconds) {
    this.#spacing = 1e9 / rate;
    this.#batch = batch;
    this.#due = now;
  }

  /** When the next send is due, monotonic. */
  get due(): number {
    return this.#due;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Sends a second from the first to the last, but for pauses that were meant; undefined for fewer than two. */
  get rate(): number | undefined {
    if (this.#sent < 2 || this.#first === undefined || this.#last === undefined) return undefined;
    if (this.#last === this.#first) return undefined;
    return ((this.#sent - 1) * 1e9) / (this.#last - this.#first - this.#idle);
  }

  /** How many may be sent now, a batch at the most. */
  allowance(now: number): number {
    const arrears = now - this.#due - this.#batch * this.#spacing;
    if (arrears > 0) this.#due += arrears;
    if (now < this.#due) return 0;
    return Math.min(this.#batch, Math.floor((now - this.#due) / this.#spacing) + 1);
  }

  /** Counts one send. */
  count(now: number): void {
    this.#due += this.#spacing;
    this.#sent++;
    this.#first ??= now;
    if (this.#last !== undefined) this.largestGap = Math.max(this.largestGap, now - this.#last);
    this.#last = now;
  }

  /** After a pause that was meant: what was not sent in it is not owed, and it is no gap. */
  resume(now: number): void {
    if (this.#first !== undefined) {
      this.#idle += Math.max(0, now - Math.max(this.#due, this.#last ?? now));
    }
    this.#due = Math.max(this.#due, now);
    this.#last = now;
  }
}
