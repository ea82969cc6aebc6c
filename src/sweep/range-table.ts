import { lowWord, type PortList } from "../targets/index.ts";
import { lastAtMost, sharedWords } from "./column.ts";
import type { SweepEndpoint } from "./space.ts";

/**
 * Addresses in rows of neighbours, each row with its ports; no endpoint is in two rows. It is plain
 * data in shared memory: 12.5 octets a row of IPv4 and 24.5 of IPv6, four more where a table has 2^32
 * endpoints or more.
 */
export type RangeTable = {
  readonly family: 4 | 6;
  /** Of link-local addresses. */
  readonly zone?: string;
  /** How many endpoints. */
  readonly size: number;
  /** The first address of each row: one word of IPv4, four of IPv6. */
  readonly first: Uint32Array;
  /** The number of each row's port list. */
  readonly ports: Uint32Array;
  /** How many endpoints lie in the rows before each. */
  readonly before: Uint32Array | Float64Array;
  /** In which row each endpoint lies whose index is a multiple of `span`: one entry for some 8 rows. */
  readonly guide: Uint32Array;
  readonly span: number;
};

/** The guide of a table, which spares the search most of its steps and cache misses. */
export function guideOf(
  before: Uint32Array | Float64Array,
  size: number,
): Pick<RangeTable, "guide" | "span"> {
  const span = Math.ceil((size * 8) / Math.max(before.length, 8));
  const guide = sharedWords(Math.ceil(size / span) + 1);
  let row = 0;
  for (let entry = 0; entry < guide.length; entry++) {
    while (row + 1 < before.length && before[row + 1]! <= entry * span) row++;
    guide[entry] = row;
  }
  return { guide, span };
}

/** Fills in endpoint `index` of the table, from 0. HOT. */
export function rangeEndpointAt(
  table: RangeTable,
  lists: readonly PortList[],
  index: number,
  into: SweepEndpoint,
): void {
  const entry = Math.floor(index / table.span);
  const row = lastAtMost(table.before, index, table.guide[entry], table.guide[entry + 1]);
  const within = index - table.before[row]!;
  const ports = lists[table.ports[row]!]!;
  const address = ports.size === 1 ? within : Math.floor(within / ports.size);
  const low = lowWord(table.family);
  const at = row * (low + 1);
  for (let word = 0; word < low; word++) into.words[word] = table.first[at + word]!;
  into.words[low] = table.first[at + low]! + address;
  into.family = table.family;
  into.zone = table.zone;
  into.port = ports.at(within - address * ports.size);
}
