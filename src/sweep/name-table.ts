import { lastAtMost } from "./column.ts";

/** Whether such columns can be those of so many rows. */
export const isKnownNames = ({ families: known, words }: KnownNames, rows: number): boolean =>
  known.length === rows &&
  words.length === rows * 4 &&
  known.every((family) => family <= families.failed || family === 4 || family === 6);

/** Where the resolving of a name stands. */
export type NameState = "unresolved" | "resolved" | "failed";

const families = { unresolved: 0, failed: 1 } as const;

/**
 * Host names of a sweep, each row a name and its ports: plain data in shared memory, so that one
 * thread resolves for all. A row takes the letters of its name and 29 octets.
 */
export type NameColumns = {
  /** How many endpoints. */
  readonly size: number;
  /** The names in ASCII, one after the other, and where each ends. */
  readonly letters: Uint8Array;
  readonly ends: Uint32Array;
  /** The number of each row's port list. */
  readonly ports: Uint32Array;
  /** How many endpoints lie in the rows before each. */
  readonly before: Uint32Array | Float64Array;
  /** 4 or 6 once resolved, when the address in `words` is there. */
  readonly families: Uint8Array;
  readonly words: Uint32Array;
};

/** What is known of every row's name so far: enough to go on without asking for it again. */
export type KnownNames = Pick<NameColumns, "families" | "words">;

/** The names of a sweep, and the addresses that they get while it runs. */
export class NameTable {
  readonly columns: NameColumns;

  constructor(columns: NameColumns) {
    this.columns = columns;
  }

  /** How many rows. A name that stands with several lists of ports may have several. */
  get rows(): number {
    return this.columns.ends.length;
  }

  hostOf(row: number): string {
    const { letters, ends } = this.columns;
    const start = row === 0 ? 0 : ends[row - 1]!;
    return Buffer.from(letters.subarray(start, ends[row])).toString("latin1");
  }

  /** The row of endpoint `index` of the table, from 0. */
  rowAt(index: number): number {
    return lastAtMost(this.columns.before, index);
  }

  /** The endpoints of a row, as indexes of the table. */
  *endpointsOf(row: number): Generator<number> {
    const { before, size } = this.columns;
    const end = row + 1 < this.rows ? before[row + 1]! : size;
    for (let index = before[row]!; index < end; index++) yield index;
  }

  stateOf(row: number): NameState {
    const family = Atomics.load(this.columns.families, row);
    if (family === families.unresolved) return "unresolved";
    return family === families.failed ? "failed" : "resolved";
  }

  /** The family of a resolved row, whose address is written to `into`. HOT. */
  addressOf(row: number, into: Uint32Array): 4 | 6 {
    const family = Atomics.load(this.columns.families, row);
    if (family !== 4 && family !== 6) throw new RangeError(`name ${row} has no address`);
    for (let word = 0; word < 4; word++) into[word] = this.columns.words[row * 4 + word]!;
    return family;
  }

  /** The address that the row's name stands for in this sweep; the family is written last. */
  resolve(row: number, family: 4 | 6, words: Uint32Array): void {
    this.columns.words.set(words.subarray(0, family === 4 ? 1 : 4), row * 4);
    Atomics.store(this.columns.families, row, family);
  }

  fail(row: number): void {
    Atomics.store(this.columns.families, row, families.failed);
  }

  /** Takes over what an earlier sweep of the same names knew of them. */
  restore({ families: known, words }: KnownNames): void {
    this.columns.words.set(words);
    this.columns.families.set(known);
  }
}
