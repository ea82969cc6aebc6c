import { endianness } from "node:os";
import { type Exclusions, lowWord } from "../targets/index.ts";
import { Column, runningTotals } from "./column.ts";
import type { PortLists } from "./port-lists.ts";
import { guideOf, type RangeTable } from "./range-table.ts";

/**
 * Takes ranges of addresses of one family and zone as they come, with their ports, and makes of
 * them a table in which each endpoint is once, whatever overlapped, and none is excluded: a line
 * swept over the sorted ranges, at which every range is open that holds the address there.
 */
export class RangeCollector {
  readonly #family: 4 | 6;
  readonly #zone: string | undefined;
  readonly #lists: PortLists;
  readonly #first = new Column();
  readonly #sizes = new Column();
  readonly #ports = new Column();

  constructor(family: 4 | 6, zone: string | undefined, lists: PortLists) {
    this.#family = family;
    this.#zone = zone;
    this.#lists = lists;
  }

  /** `size` addresses from `words` on, which differ in their last word only. */
  add(words: Uint32Array, size: number, ports: number): void {
    for (let word = 0; word <= lowWord(this.#family); word++) this.#first.push(words[word]!);
    this.#sizes.push(size);
    this.#ports.push(ports);
  }

  table(exclusions: Exclusions): RangeTable {
    const first = this.#first.values;
    const rows = new Rows(this.#family, this.#lists, exclusions);
    const low = lowWord(this.#family);
    for (const range of this.#sorted(first)) {
      rows.open(first, range * (low + 1), this.#sizes.at(range), this.#ports.at(range));
    }
    const table = rows.table();
    return this.#zone === undefined ? table : { ...table, zone: this.#zone };
  }

  #sorted(first: Uint32Array): Uint32Array {
    if (this.#family === 4) return sortedByWord(first);
    const order = new Uint32Array(this.#sizes.length).map((_, range) => range);
    return order.toSorted((one, other) => {
      for (let word = 0; word < 3; word++) {
        const difference = first[one * 4 + word]! - first[other * 4 + word]!;
        if (difference !== 0) return difference;
      }
      return first[one * 4 + 3]! - first[other * 4 + 3]!;
    });
  }
}

/** Sorts without a comparator, which would be five times slower: each word with its number below it. */
function sortedByWord(words: Uint32Array): Uint32Array {
  const keys = new BigUint64Array(words.length);
  const halves = new Uint32Array(keys.buffer);
  const [number, word] = endianness() === "LE" ? [0, 1] : [1, 0];
  for (let index = 0; index < words.length; index++) {
    halves[index * 2 + number] = index;
    halves[index * 2 + word] = words[index]!;
  }
  keys.sort();
  const order = new Uint32Array(words.length);
  for (let index = 0; index < order.length; index++) order[index] = halves[index * 2 + number]!;
  return order;
}

/** The rows of a table under way. */
class Rows {
  readonly #family: 4 | 6;
  readonly #low: 0 | 3;
  readonly #lists: PortLists;
  readonly #exclusions: Exclusions;
  readonly #first = new Column();
  readonly #sizes = new Column();
  readonly #ports = new Column();
  /** Where the line is: an address, of which the last word moves. */
  readonly #line = new Uint32Array(4);
  /** The last word as a number that may be one past the last address. */
  #position = 0;
  /** Where the open ranges end, by their port list: of the same list the furthest. */
  readonly #open = new Map<number, number>();

  constructor(family: 4 | 6, lists: PortLists, exclusions: Exclusions) {
    this.#family = family;
    this.#low = lowWord(family);
    this.#lists = lists;
    this.#exclusions = exclusions;
  }

  /** Moves the line to the range whose first address is at `at` in `first`: none may lie before it. */
  open(first: Uint32Array, at: number, size: number, ports: number): void {
    const start = first[at + this.#low]!;
    const near = this.#isNear(first, at);
    this.#advance(near ? start : Number.POSITIVE_INFINITY);
    if (!near) this.#line.set(first.subarray(at, at + this.#low + 1));
    this.#position = start;
    this.#open.set(ports, Math.max(this.#open.get(ports) ?? 0, start + size));
  }

  table(): RangeTable {
    this.#advance(Number.POSITIVE_INFINITY);
    const sizeOf = (row: number) => this.#sizes.at(row) * this.#lists.at(this.#ports.at(row)).size;
    const { before, total } = runningTotals(this.#sizes.length, sizeOf);
    return {
      family: this.#family,
      size: total,
      first: this.#first.shared(),
      ports: this.#ports.shared(),
      before,
      ...guideOf(before, total),
    };
  }

  /** Whether only the last word differs from where the line is. */
  #isNear(first: Uint32Array, at: number): boolean {
    for (let word = 0; word < this.#low; word++) {
      if (first[at + word] !== this.#line[word]) return false;
    }
    return true;
  }

  /** Up to `limit` every stretch in which the same ranges are open becomes rows. */
  #advance(limit: number): void {
    while (this.#open.size > 0 && this.#position < limit) {
      let end = limit;
      for (const rangeEnd of this.#open.values()) end = Math.min(end, rangeEnd);
      this.#emit(end - this.#position);
      for (const [ports, rangeEnd] of this.#open) if (rangeEnd <= end) this.#open.delete(ports);
      this.#position = end;
    }
  }

  #emit(size: number): void {
    const lists = this.#lists.apart([...this.#open.keys()]);
    this.#line[this.#low] = this.#position;
    for (const allowed of this.#exclusions.allowed(this.#family, this.#line, size)) {
      for (const ports of lists) this.#append(this.#position + allowed.offset, allowed.size, ports);
    }
  }

  /** A row, or more of the last one when it goes on from there. */
  #append(start: number, size: number, ports: number): void {
    const last = this.#sizes.length - 1;
    const lastAt = last * (this.#low + 1);
    if (
      last >= 0 &&
      this.#ports.at(last) === ports &&
      this.#goesOn(lastAt, start - this.#sizes.at(last))
    ) {
      this.#sizes.set(last, this.#sizes.at(last) + size);
      return;
    }
    for (let word = 0; word < this.#low; word++) this.#first.push(this.#line[word]!);
    this.#first.push(start);
    this.#sizes.push(size);
    this.#ports.push(ports);
  }

  #goesOn(lastAt: number, start: number): boolean {
    for (let word = 0; word < this.#low; word++) {
      if (this.#first.at(lastAt + word) !== this.#line[word]) return false;
    }
    return this.#first.at(lastAt + this.#low) === start;
  }
}
