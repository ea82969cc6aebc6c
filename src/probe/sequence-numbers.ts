import { randomFillSync } from "node:crypto";
import type { Outstanding } from "./outstanding.ts";

/** Source of unpredictable 32-bit numbers. */
export type Random32 = () => number;

/** One call of the generator costs as much as a few thousand numbers. */
const drawnInBulk = 4096;
/** After so few it is called for the second time: early on, for the compiler to see it (docs/adr/0017). */
const drawnFirst = 128;

/**
 * Unpredictable 32-bit numbers from the cryptographic generator, drawn in bulk. An off-path
 * forger has one chance in 2^32 to guess a sequence number (RFC 6528 asks for no less).
 */
export function cryptographicRandom32(): Random32 {
  const pool = randomFillSync(new Uint32Array(drawnInBulk));
  let next = pool.length - drawnFirst;
  return () => {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    return pool[next++]!;
  };
}

/** Drawn so many at a time: enough for the reads of one refill to overlap, few enough to stay in a cache. */
const drawnAtOnce = 64;

/** Sequence numbers that no outstanding probe bears: they are what replies are found by. */
export class FreshSequences {
  readonly #random: Random32;
  readonly #table: Outstanding;
  readonly #drawn = new Uint32Array(drawnAtOnce);
  #next = drawnAtOnce;

  constructor(random: Random32, table: Outstanding) {
    this.#random = random;
    this.#table = table;
  }

  /** One for the next probe, which is entered into the table before the one after it is asked for. HOT. */
  next(): number {
    for (;;) {
      if (this.#next === drawnAtOnce) this.#draw();
      const sequence = this.#drawn[this.#next++]!;
      if (this.#table.bySequence(sequence) < 0) return sequence;
    }
  }

  #draw(): void {
    for (let at = 0; at < drawnAtOnce; at++) this.#drawn[at] = this.#random();
    this.#table.readAheadSequences(this.#drawn, drawnAtOnce);
    this.#next = 0;
  }
}
