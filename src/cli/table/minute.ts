import type { Nanoseconds } from "../../units.ts";

export const secondsKept = 60;

/** What a second of an endpoint was like: 0 when no probe was told in it, `lost` when one was lost. */
export type Mark = number;

export const nothing: Mark = 0;
export const lost: Mark = 255;

/** A delay as a mark, eight to the octave from 1 µs on: steps of 9 %, up to an hour. */
export const markOf = (rtt: Nanoseconds): Mark =>
  Math.min(lost - 1, 1 + Math.max(0, Math.round(8 * Math.log2(rtt / 1000))));

/** The last minute of every row, one octet a second: 60 octets an endpoint and no objects. */
export class Minutes {
  readonly #marks: Uint8Array;
  /** The second of each row's last mark. */
  readonly #latest: Float64Array;

  constructor(rows: number) {
    this.#marks = new Uint8Array(rows * secondsKept);
    this.#latest = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  }

  /** The worst mark of a second stays. Seconds are whole and never run backwards. */
  mark(row: number, second: number, mark: Mark): void {
    const from = row * secondsKept;
    const silent = Math.min(secondsKept, second - this.#latest[row]!);
    for (let ago = 0; ago < silent; ago++) {
      this.#marks[from + ((second - ago + secondsKept) % secondsKept)] = nothing;
    }
    this.#latest[row] = second;
    const place = from + (second % secondsKept);
    this.#marks[place] = Math.max(this.#marks[place]!, mark);
  }

  /** The marks of the minute that ends with `second`, oldest first. */
  of(row: number, second: number): Mark[] {
    return Array.from({ length: secondsKept }, (_, place) => {
      const when = second - (secondsKept - 1) + place;
      const known = when <= this.#latest[row]! && when > this.#latest[row]! - secondsKept;
      return known && when >= 0 ? this.#marks[row * secondsKept + (when % secondsKept)]! : nothing;
    });
  }
}
