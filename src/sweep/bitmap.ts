/** A set of numbers below a bound, at one bit each. */
export class Bitmap {
  readonly #words: Uint32Array;
  #count = 0;

  constructor(bound: number) {
    this.#words = new Uint32Array(Math.ceil(bound / 32));
  }

  /** How many are in. */
  get count(): number {
    return this.#count;
  }

  has(index: number): boolean {
    return (this.#words[Math.floor(index / 32)]! & (1 << (index % 32))) !== 0;
  }

  add(index: number): void {
    if (this.has(index)) return;
    this.#words[Math.floor(index / 32)]! |= 1 << (index % 32);
    this.#count++;
  }
}
