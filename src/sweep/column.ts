/** Whole numbers of 32 bits in a row, growing as they come, at four octets each. */
export class Column {
  #values = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The values as they are now, not a copy. */
  get values(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }

  /** The values in memory that worker threads may share. */
  shared(): Uint32Array {
    const values = sharedWords(this.#length);
    values.set(this.values);
    return values;
  }
}

export const sharedWords = (length: number): Uint32Array =>
  new Uint32Array(new SharedArrayBuffer(length * 4));

/** Where the last of the ascending values is, from `from` to `to`, that is not above `wanted`; `from` is not. HOT. */
export function lastAtMost(
  ascending: Uint32Array | Float64Array,
  wanted: number,
  from = 0,
  to = ascending.length - 1,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What the values before each come to, and all of them; shared, at four octets where they suffice. */
export function runningTotals(
  length: number,
  valueAt: (index: number) => number,
): { before: Uint32Array | Float64Array; total: number } {
  let total = 0;
  for (let index = 0; index < length; index++) total += valueAt(index);
  const before =
    total < 2 ** 32
      ? sharedWords(length)
      : new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
  let sum = 0;
  for (let index = 0; index < length; index++) {
    before[index] = sum;
    sum += valueAt(index);
  }
  return { before, total };
}
