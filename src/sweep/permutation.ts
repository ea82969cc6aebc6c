/** The most that a permutation may order: all its arithmetic is exact in a double's 53 bits. */
export const longestPermutation = 2 ** 40;

const rounds = 4;

/**
 * A random-looking order of 0 … size-1, the same for the same seed, in constant memory: `at(n)` is
 * what comes at position `n`, found directly for any position. So a run goes on from a number, and
 * threads take every k-th position without telling each other.
 *
 * It is the generalised Feistel cipher of Black and Rogaway ("Ciphers with Arbitrary Finite
 * Domains", CT-RSA 2002, §4), over pairs (left, right) with left < a, right < b and a·b ≥ size:
 * each round adds to one half a hash of the other, which can be taken back, so no two inputs meet.
 * The few results past the end go through the cipher again (their §3, cycle walking). With a and b
 * near √size these are fewer than 1 in √size.
 *
 * Not a secret: four rounds scatter well, but the seed could be guessed from the order.
 */
export class Permutation {
  readonly size: number;
  readonly seed: number;
  readonly #a: number;
  readonly #b: number;
  readonly #keys: Int32Array;

  /** `size` from 0 to 2^40; of `seed` the 32 low bits count. */
  constructor(size: number, seed: number) {
    if (!(size >= 0 && size <= longestPermutation)) throw new RangeError(`size ${size}`);
    this.size = size;
    this.seed = seed >>> 0;
    this.#a = Math.ceil(Math.sqrt(size));
    this.#b = Math.ceil(size / this.#a);
    this.#keys = Int32Array.from({ length: rounds }, (_, round) =>
      mix(this.seed, Math.imul(round + 1, 0x9e3779b9)),
    );
  }

  /** What comes at this position, from 0 to size-1. HOT. */
  at(position: number): number {
    let value = position;
    do value = this.#encipher(value);
    while (value >= this.size);
    return value;
  }

  #encipher(value: number): number {
    const a = this.#a;
    const b = this.#b;
    const keys = this.#keys;
    let right = Math.floor(value / a);
    let left = value - right * a;
    for (let round = 0; round < rounds; round += 2) {
      left += below(a, mix(right, keys[round]!));
      if (left >= a) left -= a;
      right += below(b, mix(left, keys[round + 1]!));
      if (right >= b) right -= b;
    }
    return right * a + left;
  }
}

/** 32 bits in which each bit of both inputs has its say (the finaliser of MurmurHash3). */
function mix(value: number, key: number): number {
  let hash = value ^ key;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Scales 32 bits to a whole number from 0 to limit-1; exact, because a limit has 21 bits at most. */
const below = (limit: number, hash: number): number =>
  Math.floor(((hash >>> 0) * limit) / 0x1_0000_0000);
