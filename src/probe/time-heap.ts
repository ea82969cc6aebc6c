/** Something that a heap holds by its time. The heap keeps the two fields below `at`. */
export type Timed = {
  /** What the heap goes by. Change it only through `move`. */
  at: number;
  /** Its place in the heap; -1 outside. */
  place: number;
  /** Of those with the same time, the one that came first is first. */
  turn: number;
};

/** Items by time, the earliest first: a binary heap, so each change costs O(log n). */
export class TimeHeap<Item extends Timed> {
  readonly #items: Item[] = [];
  #turn = 0;

  get size(): number {
    return this.#items.length;
  }

  /** The earliest; undefined when there is none. */
  get first(): Item | undefined {
    return this.#items[0];
  }

  add(item: Item): void {
    item.turn = this.#turn++;
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Takes the item out; nothing happens when it is not there. */
  remove(item: Item): void {
    const { place } = item;
    if (this.#items[place] !== item) return;
    item.place = -1;
    const last = this.#items.pop()!;
    if (last === item) return;
    this.#sink(last, place);
    this.#rise(last, last.place);
  }

  /** Gives an item of the heap another time; among those of that time it is the last. */
  move(item: Item, at: number): void {
    const later = at >= item.at;
    item.at = at;
    item.turn = this.#turn++;
    if (later) this.#sink(item, item.place);
    else this.#rise(item, item.place);
  }

  /** In no order. */
  [Symbol.iterator](): Iterator<Item> {
    return this.#items.values();
  }

  #rise(item: Item, from: number): void {
    const items = this.#items;
    let place = from;
    while (place > 0) {
      const parent = items[(place - 1) >> 1]!;
      if (!isBefore(item, parent)) break;
      items[place] = parent;
      parent.place = place;
      place = (place - 1) >> 1;
    }
    items[place] = item;
    item.place = place;
  }

  #sink(item: Item, from: number): void {
    const items = this.#items;
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && isBefore(items[below + 1]!, items[below]!)) below++;
      const child = items[below]!;
      if (!isBefore(child, item)) break;
      items[place] = child;
      child.place = place;
      place = below;
    }
    items[place] = item;
    item.place = place;
  }
}

const isBefore = (one: Timed, other: Timed): boolean =>
  one.at < other.at || (one.at === other.at && one.turn < other.turn);
