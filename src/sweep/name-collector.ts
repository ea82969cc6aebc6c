import { PortList } from "../targets/index.ts";
import { Column, runningTotals, sharedWords } from "./column.ts";
import type { NameColumns } from "./name-table.ts";
import type { PortLists } from "./port-lists.ts";

const none = 0;

/** Takes host names with their ports as they come; a port that a name has already is left out. */
export class NameCollector {
  readonly #lists: PortLists;
  readonly #ends = new Column();
  readonly #ports = new Column();
  #letters = Buffer.alloc(4096);
  /** Hash chains over the rows, numbered from 1 here: the newest of each bucket, and the one before each. */
  #newest = new Uint32Array(1024);
  readonly #older = new Column();

  constructor(lists: PortLists) {
    this.#lists = lists;
  }

  /** `host` is in ASCII and in lower case. */
  add(host: string, ports: PortList): void {
    let left = ports;
    for (
      let row = this.#newest[this.#bucketOf(host)]!;
      row !== none;
      row = this.#older.at(row - 1)
    ) {
      if (this.#hostOf(row - 1) !== host) continue;
      const taken = this.#lists.at(this.#ports.at(row - 1));
      const free = [...left].filter((port) => !taken.has(port));
      if (free.length === 0) return;
      if (free.length < left.size) left = new PortList(free.map((port) => [port, port]));
    }
    this.#append(host, this.#lists.numberOf(left));
  }

  columns(): NameColumns {
    const rows = this.#ends.length;
    const used = this.#endOf(rows - 1);
    const letters = new Uint8Array(new SharedArrayBuffer(used));
    letters.set(this.#letters.subarray(0, used));
    const sizeOf = (row: number) => this.#lists.at(this.#ports.at(row)).size;
    const { before, total } = runningTotals(rows, sizeOf);
    return {
      size: total,
      letters,
      ends: this.#ends.shared(),
      ports: this.#ports.shared(),
      before,
      families: new Uint8Array(new SharedArrayBuffer(rows)),
      words: sharedWords(rows * 4),
    };
  }

  #append(host: string, ports: number): void {
    const start = this.#endOf(this.#ends.length - 1);
    if (start + host.length > this.#letters.length) {
      this.#letters = Buffer.concat([this.#letters], this.#letters.length * 2);
    }
    this.#letters.write(host, start, "latin1");
    this.#ends.push(start + host.length);
    this.#ports.push(ports);
    if (this.#ends.length > this.#newest.length) this.#rehash();
    else this.#link(this.#ends.length, host);
  }

  #rehash(): void {
    this.#newest = new Uint32Array(this.#newest.length * 4);
    for (let row = 1; row <= this.#ends.length; row++) this.#link(row, this.#hostOf(row - 1));
  }

  #link(row: number, host: string): void {
    const bucket = this.#bucketOf(host);
    const older = this.#newest[bucket]!;
    if (row > this.#older.length) this.#older.push(older);
    else this.#older.set(row - 1, older);
    this.#newest[bucket] = row;
  }

  #endOf(row: number): number {
    return row < 0 ? 0 : this.#ends.at(row);
  }

  #hostOf(row: number): string {
    return this.#letters.toString("latin1", this.#endOf(row - 1), this.#endOf(row));
  }

  #bucketOf(host: string): number {
    let hash = 0;
    for (let at = 0; at < host.length; at++)
      hash = Math.imul(hash ^ host.charCodeAt(at), 0x01000193);
    return (hash ^ (hash >>> 15)) & (this.#newest.length - 1);
  }
}
