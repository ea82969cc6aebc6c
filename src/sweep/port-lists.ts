import { PortList, type PortRange } from "../targets/index.ts";

const mostParted = 4096;

/** Port lists by number: a row of a table needs only the number of its list. */
export class PortLists {
  readonly #lists: PortList[] = [];
  readonly #numbers = new Map<string, number>();
  /** Neighbours mostly have the same lists to part. */
  readonly #parted = new Map<string, readonly number[]>();
  /** Runs of lines mostly name the same ports. */
  #latest: { readonly list: PortList; readonly number: number } | undefined;

  get ranges(): (readonly PortRange[])[] {
    return this.#lists.map((list) => list.ranges);
  }

  at(number: number): PortList {
    return this.#lists[number]!;
  }

  /** The number of this list, or of the one that is equal to it. */
  numberOf(list: PortList): number {
    if (this.#latest?.list === list) return this.#latest.number;
    const text = list.toString();
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#lists.push(list) - 1;
      this.#numbers.set(text, number);
    }
    this.#latest = { list, number };
    return number;
  }

  /** The same ports in lists that have none in common; the earlier keep theirs. */
  apart(numbers: readonly number[]): readonly number[] {
    if (numbers.length < 2) return numbers;
    const key = numbers.join();
    let parted = this.#parted.get(key);
    if (parted === undefined) {
      if (this.#parted.size === mostParted) this.#parted.clear();
      parted = this.#part(numbers);
      this.#parted.set(key, parted);
    }
    return parted;
  }

  #part(numbers: readonly number[]): number[] {
    const taken = new Uint8Array(65_536);
    return numbers.flatMap((number) => {
      const list = this.at(number);
      const free = [...list].filter((port) => taken[port] === 0);
      for (const port of free) taken[port] = 1;
      if (free.length === list.size) return [number];
      return free.length === 0
        ? []
        : [this.numberOf(new PortList(free.map((port) => [port, port])))];
    });
  }
}
