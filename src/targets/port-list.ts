import { parsePort } from "./parse-target.ts";
import { invalidTarget, quote } from "./refusal.ts";

/** Ports `first` to `last`, both of them included. */
export type PortRange = readonly [first: number, last: number];

/** A set of ports, ascending, each once; kept as ranges, however many ports they hold. */
export class PortList {
  readonly ranges: readonly PortRange[];
  readonly size: number;
  /** How many ports lie before each range. */
  readonly #before: readonly number[];

  /** Takes ranges in any order; they may overlap. */
  constructor(ranges: readonly PortRange[]) {
    this.ranges = ranges.length > 1 ? merged(ranges) : ranges;
    const before: number[] = [];
    let size = 0;
    for (const [first, last] of this.ranges) {
      before.push(size);
      size += last - first + 1;
    }
    this.#before = before;
    this.size = size;
  }

  /** Port `n` of the list, from 0, in time that grows with the logarithm of its ranges. HOT. */
  at(n: number): number {
    const range = lastAtMost(this.#before, n);
    return this.ranges[range]![0] + n - this.#before[range]!;
  }

  has(port: number): boolean {
    return this.ranges.some(([first, last]) => first <= port && port <= last);
  }

  *[Symbol.iterator](): Generator<number> {
    for (const [first, last] of this.ranges)
      for (let port = first; port <= last; port++) yield port;
  }

  /** As it is written: `22,80,8000-8010`. Equal lists are written equally. */
  toString(): string {
    return this.ranges
      .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
      .join(",");
  }
}

/**
 * Reads `443`, `22,80,8000-8010` and the like, in any order and with repetitions.
 * Throws TARGET_INVALID for an empty item, a range that runs backwards and what is no port.
 */
export function parsePortList(text: string): PortList {
  return new PortList(text.split(",").map((item) => parseItem(item.trim(), text)));
}

function parseItem(item: string, list: string): PortRange {
  if (item === "" && list.trim() !== "") {
    throw invalidTarget(`the port list ${quote(list)} has an empty item`, example);
  }
  const [, from, to] = /^(\d+)-(\d+)$/.exec(item) ?? [];
  if (from === undefined || to === undefined) {
    const port = parsePort(item);
    return [port, port];
  }
  const range = [parsePort(from), parsePort(to)] as const;
  if (range[0] > range[1]) {
    throw invalidTarget(`the port range ${quote(item)} runs backwards`, `write ${to}-${from}`);
  }
  return range;
}

const example = "write ports and ranges with commas between them, as in 22,80,8000-8010";

function merged(ranges: readonly PortRange[]): PortRange[] {
  const ascending = ranges.toSorted(([one], [other]) => one - other);
  const result: [number, number][] = [];
  for (const [first, last] of ascending) {
    const previous = result.at(-1);
    if (previous === undefined || first > previous[1] + 1) result.push([first, last]);
    else previous[1] = Math.max(previous[1], last);
  }
  return result;
}

/** Where the last of the ascending values is that is not greater than `wanted`; the first is not. */
function lastAtMost(ascending: readonly number[], wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
