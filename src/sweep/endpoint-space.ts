import { createHash } from "node:crypto";
import { HalfopenError } from "../errors.ts";
import {
  Exclusions,
  PortList,
  type PortRange,
  prefixSize,
  type TargetEntry,
} from "../targets/index.ts";
import { NameCollector } from "./name-collector.ts";
import { type NameColumns, NameTable } from "./name-table.ts";
import { longestPermutation } from "./permutation.ts";
import { PortLists } from "./port-lists.ts";
import { RangeCollector } from "./range-collector.ts";
import { type RangeTable, rangeEndpointAt } from "./range-table.ts";
import type { Space, SweepEndpoint } from "./space.ts";

/** All of a space as plain data: what is big is in shared memory, so that threads need no copy. */
export type SpaceData = {
  readonly tables: readonly RangeTable[];
  readonly names: NameColumns;
  readonly portLists: readonly (readonly PortRange[])[];
};

/** What decides which address of a name is probed. */
export type NameRules = {
  readonly family?: 4 | 6 | undefined;
  readonly exclusions: Exclusions;
};

/**
 * Everything that a sweep probes, by number from 0: first the addresses, each address and port
 * once however often it was listed, then the names, each name and port once. Two names, or a name
 * and an address, that turn out to be the same host are both probed: both were asked about.
 */
export class EndpointSpace implements Space {
  readonly size: number;
  readonly isDistinct: boolean;
  readonly names: NameTable;
  readonly data: SpaceData;
  readonly #lists: readonly PortList[];
  readonly #addresses: number;

  constructor(data: SpaceData) {
    this.data = data;
    this.names = new NameTable(data.names);
    this.#lists = data.portLists.map((ranges) => new PortList(ranges));
    this.#addresses = data.tables.reduce((sum, { size }) => sum + size, 0);
    this.size = this.#addresses + data.names.size;
    // Names may have an address in common, and so may two zones.
    const hasZones = data.tables.some(({ zone }) => zone !== undefined);
    this.isDistinct = this.names.rows === 0 && !hasZones;
  }

  /**
   * Fills in endpoint `index`. Throws RangeError for that of a name without an address: look at
   * `nameRowAt` before. HOT.
   */
  at(index: number, into: SweepEndpoint): void {
    let rest = index;
    for (const table of this.data.tables) {
      if (rest < table.size) {
        rangeEndpointAt(table, this.#lists, rest, into);
        return;
      }
      rest -= table.size;
    }
    const { before, ports } = this.data.names;
    const row = this.names.rowAt(rest);
    into.family = this.names.addressOf(row, into.words);
    into.zone = undefined;
    into.port = this.#lists[ports[row]!]!.at(rest - before[row]!);
  }

  /** The row in `names` of endpoint `index`, -1 when it was given as an address. HOT. */
  nameRowAt(index: number): number {
    return index < this.#addresses ? -1 : this.names.rowAt(index - this.#addresses);
  }

  /** The port of endpoint `index`, whether its name has an address or not. */
  portOfName(index: number): number {
    const row = this.nameRowAt(index);
    const { before, ports } = this.data.names;
    return this.#lists[ports[row]!]!.at(index - this.#addresses - before[row]!);
  }

  /**
   * The same for the same endpoints in the same order, and for nothing else: 32 hexadecimal digits.
   * What decides over the addresses of names belongs to it where there are names.
   */
  fingerprint(rules: NameRules): string {
    const { tables, names, portLists } = this.data;
    const hash = createHash("sha256").update(JSON.stringify(portLists));
    for (const { family, zone = "", size, first, ports, before } of tables) {
      hash
        .update(`;${family}%${zone};${ports.length};${size};`)
        .update(first)
        .update(ports)
        .update(before);
    }
    hash
      .update(`;names;${names.ends.length};`)
      .update(names.letters)
      .update(names.ends)
      .update(names.ports);
    if (names.size > 0) {
      hash.update(`;${rules.family ?? "any"};`);
      for (const table of rules.exclusions.tables) hash.update(`;${table.length};`).update(table);
    }
    return hash.digest("hex").slice(0, 32);
  }
}

/** Takes the entries of target lists as they stream in, and makes a space of them. */
export class SpaceBuilder {
  readonly #defaultPorts: PortList;
  readonly #lists = new PortLists();
  readonly #ranges = new Map<string, RangeCollector>();
  readonly #names = new NameCollector(this.#lists);

  /** `ports` are those of entries that name none. */
  constructor(ports: PortList) {
    this.#defaultPorts = ports;
  }

  add(entry: TargetEntry): void {
    const ports = entry.ports ?? this.#defaultPorts;
    if (entry.kind === "name") {
      this.#names.add(entry.host, ports);
      return;
    }
    const { family, words } = entry.prefix;
    const size = prefixSize(entry.prefix);
    this.#collector(family, entry.zone).add(words, size, this.#lists.numberOf(ports));
  }

  /**
   * The space of all that was added but what is excluded; names are not judged here, their
   * addresses are not known. Throws TARGET_INVALID when nothing is left, or more than 2^40.
   */
  build(exclusions = new Exclusions()): EndpointSpace {
    const tables = [...this.#ranges.values()].map((ranges) => ranges.table(exclusions));
    const names = this.#names.columns();
    const space = new EndpointSpace({ tables, names, portLists: this.#lists.ranges });
    if (space.size === 0) {
      throw new HalfopenError(
        "TARGET_INVALID",
        "nothing is left to probe: every target is excluded",
        {
          remedy: "look at what the exclusions cover",
        },
      );
    }
    if (space.size > longestPermutation) {
      throw new HalfopenError(
        "TARGET_INVALID",
        `${space.size.toLocaleString("en")} endpoints are too many: a sweep has 2^40 at most`,
        { remedy: "sweep fewer ports or fewer networks at a time" },
      );
    }
    return space;
  }

  #collector(family: 4 | 6, zone: string | undefined): RangeCollector {
    const key = zone === undefined ? `${family}` : `${family}%${zone}`;
    let collector = this.#ranges.get(key);
    if (collector === undefined) {
      collector = new RangeCollector(family, zone, this.#lists);
      this.#ranges.set(key, collector);
    }
    return collector;
  }
}
