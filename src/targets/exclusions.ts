import { lastAddressOf, lowWord, type Prefix, parsePrefix } from "./prefix.ts";
import { atLine } from "./target-list.ts";
import { readLines } from "./text-lines.ts";

/** Addresses in a row, counted from the first of some prefix. */
export type Stretch = { readonly offset: number; readonly size: number };

/**
 * Addresses that must not be probed. Prefixes of any length, of which those inside others are
 * forgotten: what remains is disjoint, and lies sorted in two flat tables, one for each family.
 */
export class Exclusions {
  /** First and last address of each prefix, eight words a row. */
  readonly #rows: { readonly 4: Uint32Array; readonly 6: Uint32Array };

  constructor(prefixes: readonly Prefix[] = []) {
    this.#rows = { 4: disjoint(prefixes, 4), 6: disjoint(prefixes, 6) };
  }

  /** How many disjoint prefixes it holds. */
  get size(): number {
    return (this.#rows[4].length + this.#rows[6].length) / rowWords;
  }

  /** All of it as numbers: the same for the same exclusions. */
  get tables(): readonly Uint32Array[] {
    return [this.#rows[4], this.#rows[6]];
  }

  /** Whether the address that lies in `words` from `at` on is excluded: O(log n). HOT. */
  covers(family: 4 | 6, words: Uint32Array, at = 0): boolean {
    const rows = this.#rows[family];
    const row = firstEndingAtOrAfter(rows, family, words, at);
    return row < rows.length && compare(rows, row, words, at, family) <= 0;
  }

  /**
   * What is left of the `size` addresses from `words` on, in order. They may differ in their last
   * word only, as those of a prefix that may be probed do.
   */
  *allowed(family: 4 | 6, words: Uint32Array, size: number): Generator<Stretch> {
    const rows = this.#rows[family];
    let offset = 0;
    let row = firstEndingAtOrAfter(rows, family, words, 0);
    for (; row < rows.length && offset < size; row += rowWords) {
      const start = distance(words, rows, row, family);
      if (start >= size) break;
      if (start > offset) yield { offset, size: start - offset };
      offset = Math.max(offset, distance(words, rows, row + 4, family) + 1);
    }
    if (offset < size) yield { offset, size: size - offset };
  }
}

/**
 * Reads a list of prefixes and addresses to leave out, one on each line, with `#` comments.
 * Throws TARGET_INVALID for the first wrong line, always: it may stand for a network that must not
 * be touched. An empty list excludes nothing.
 */
export async function readExclusions(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Exclusions> {
  const prefixes: Prefix[] = [];
  for await (const lines of readLines(chunks, name)) {
    for (const { number, text } of lines) {
      try {
        prefixes.push(parsePrefix(text));
      } catch (error) {
        throw atLine(name, number, error);
      }
    }
  }
  return new Exclusions(prefixes);
}

const rowWords = 8;

/** Two prefixes are nested or apart: sorted, the larger first, a nested one follows its holder. */
function disjoint(prefixes: readonly Prefix[], family: 4 | 6): Uint32Array {
  const sorted = prefixes
    .filter((prefix) => prefix.family === family)
    .toSorted(
      (one, other) => compare(one.words, 0, other.words, 0, 6) || one.length - other.length,
    );
  const rows: Prefix[] = [];
  let last: Uint32Array | undefined;
  for (const prefix of sorted) {
    if (last !== undefined && compare(prefix.words, 0, last, 0, 6) <= 0) continue;
    last = lastAddressOf(prefix);
    rows.push(prefix);
  }
  const table = new Uint32Array(rows.length * rowWords);
  for (const [row, prefix] of rows.entries()) {
    table.set(prefix.words, row * rowWords);
    table.set(lastAddressOf(prefix), row * rowWords + 4);
  }
  return table;
}

/** The index of the first row whose last address is not before this one. HOT. */
function firstEndingAtOrAfter(
  rows: Uint32Array,
  family: 4 | 6,
  words: Uint32Array,
  at: number,
): number {
  let low = 0;
  let high = rows.length / rowWords;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(rows, middle * rowWords + 4, words, at, family) < 0) low = middle + 1;
    else high = middle;
  }
  return low * rowWords;
}

/** Negative when the address at `a` comes before the one at `b`, 0 when they are the same. HOT. */
function compare(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, family: 4 | 6): number {
  const low = lowWord(family);
  for (let word = 0; word <= low; word++) {
    const difference = a[aAt + word]! - b[bAt + word]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** From the address `from` to the one at `at`; without end when they differ above the last word. */
function distance(from: Uint32Array, rows: Uint32Array, at: number, family: 4 | 6): number {
  const low = lowWord(family);
  for (let word = 0; word < low; word++) {
    const difference = rows[at + word]! - from[word]!;
    if (difference !== 0) return difference * Number.POSITIVE_INFINITY;
  }
  return rows[at + low]! - from[low]!;
}
