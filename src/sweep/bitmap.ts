/** A set of numbers below a bound, at one bit each. */
export class Bitmap {
  /** Number `n` is in when bit `n % 32` of word `n / 32` is set. */
  readonly words: Uint32Array;
  #count = 0;

  /** `words` are those of another one, which this one goes on with. */
  constructor(bound: number, words?: Uint32Array) {
    this.words = words ?? new Uint32Array(Math.ceil(bound / 32));
    for (let word of words ?? []) for (; word !== 0; word &= word - 1) this.#count++;
  }

  /** How many are in. */
  get count(): number {
    return this.#count;
  }

  has(index: number): boolean {
    return (this.words[Math.floor(index / 32)]! & (1 << (index % 32))) !== 0;
  }

  add(index: number): void {
    if (this.has(index)) return;
    this.words[Math.floor(index / 32)]! |= 1 << (index % 32);
    this.#count++;
  }
}
