import { randomFillSync } from "node:crypto";

/** Source of unpredictable 32-bit numbers. */
export type Random32 = () => number;

/**
 * Unpredictable 32-bit numbers from the cryptographic generator, drawn in bulk. An off-path
 * forger has one chance in 2^32 to guess a sequence number (RFC 6528 asks for no less).
 */
export function cryptographicRandom32(): Random32 {
  const pool = new Uint32Array(4096);
  let next = pool.length;
  return () => {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    return pool[next++]!;
  };
}
