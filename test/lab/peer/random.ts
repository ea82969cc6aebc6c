/** splitmix32: mixes a counter into 32 bits that look random. */
function mix(value: number): number {
  let word = value >>> 0;
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return (word ^ (word >>> 15)) >>> 0;
}

/** Numbers that look random and are the same again for the same seed. */
export class Random {
  #counter: number;

  constructor(seed: number) {
    this.#counter = seed >>> 0;
  }

  /** The numbers of the n-th of many things, whatever was drawn for the others. */
  static forItem(seed: number, n: number): Random {
    return new Random(mix(mix(seed) + n));
  }

  /** 32 bits. */
  word(): number {
    this.#counter = (this.#counter + 0x9e3779b9) >>> 0;
    return mix(this.#counter);
  }

  /** At least 0, less than `limit`. */
  below(limit: number): number {
    return (this.word() / 2 ** 32) * limit;
  }

  /** 0 to `limit` - 1. */
  index(limit: number): number {
    return Math.floor(this.below(limit));
  }

  /** True `percent` times in a hundred. */
  happens(percent: number): boolean {
    return this.below(100) < percent;
  }
}
