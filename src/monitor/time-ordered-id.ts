import { randomBytes } from "node:crypto";

/** Crockford's base 32: no letter looks like a digit. */
const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Makes ids of 26 characters that sort by time and never meet again: 48 bits of epoch milliseconds
 * (never going back, whatever the clock does) and 80 random bits, as in a ULID.
 */
export function timeOrderedIds(now: () => number): () => string {
  let latest = 0;
  return () => {
    latest = Math.max(latest + 1, now());
    let time = latest;
    let id = "";
    for (let place = 0; place < 10; place++) {
      id = digits[time % 32]! + id;
      time = Math.floor(time / 32);
    }
    for (const octet of randomBytes(16)) id += digits[octet & 31]!;
    return id;
  };
}
