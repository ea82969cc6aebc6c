/** Something that a heap holds by its time. The heap keeps the three fields below `at`. */
export type Timed = {
  /** What the heap goes by. Change it only through `move`. */
  at: number;
  /** Where it is in the heap; undefined outside. */
  moment: Moment | undefined;
  /** Its neighbours among those with the same time. */
  before: Timed | undefined;
  after: Timed | undefined;
};

/** All that have one time, the first to come first. */
export type Moment = {
  at: number;
  /** Its place among the moments. */
  place: number;
  first: Timed | undefined;
  last: Timed | undefined;
};

/**
 * Items by time, the earliest first: a binary heap of the moments at which there are any. A change costs
 * O(log m) of m moments, and O(1) where others have that time, as ten thousand endpoints on a beat do. Where each has
 * a time of its own it costs two to three times what a heap of items would.
 */
export class TimeHeap<Item extends Timed> {
  readonly #heap: Moment[] = [];
  readonly #moments = new Map<number, Moment>();
  /** Those that are over, to be used again: old items that point to a new object are dear to a garbage collector. */
  readonly #over: Moment[] = [];
  /** The moment that was looked for last: items that leave one moment together often come to the same one. */
  #latest: Moment | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The earliest, of those with the same time the one that came first; undefined when there is none. */
  get first(): Item | undefined {
    return this.#heap[0]?.first as Item | undefined;
  }

  /** The item must be in no heap. */
  add(item: Item): void {
    this.#size++;
    this.#link(item);
  }

  /** Takes the item out; nothing happens when it is in no heap. It must not be in another one. */
  remove(item: Item): void {
    if (item.moment === undefined) return;
    this.#size--;
    this.#unlink(item, item.moment);
  }

  /** Gives an item of the heap another time; among those of that time it is the last. HOT: for each probe. */
  move(item: Item, at: number): void {
    this.#unlink(item, item.moment!);
    item.at = at;
    this.#link(item);
  }

  #link(item: Timed): void {
    const moment = this.#momentAt(item.at);
    item.moment = moment;
    item.before = moment.last;
    if (moment.last === undefined) moment.first = item;
    else moment.last.after = item;
    moment.last = item;
  }

  #unlink(item: Timed, moment: Moment): void {
    const { before, after } = item;
    if (before === undefined) moment.first = after;
    else before.after = after;
    if (after === undefined) moment.last = before;
    else after.before = before;
    item.moment = item.before = item.after = undefined;
    if (moment.first === undefined) this.#drop(moment);
  }

  #momentAt(at: number): Moment {
    if (this.#latest?.at === at) return this.#latest;
    let moment = this.#moments.get(at);
    if (moment === undefined) {
      moment = this.#over.pop() ?? { at: 0, place: 0, first: undefined, last: undefined };
      moment.at = at;
      moment.place = this.#heap.length;
      this.#moments.set(at, moment);
      this.#heap.push(moment);
      this.#rise(moment);
    }
    return (this.#latest = moment);
  }

  #drop(moment: Moment): void {
    if (this.#latest === moment) this.#latest = undefined;
    this.#moments.delete(moment.at);
    this.#over.push(moment);
    const last = this.#heap.pop()!;
    if (last === moment) return;
    last.place = moment.place;
    this.#sink(last);
    this.#rise(last);
  }

  #rise(moment: Moment): void {
    const heap = this.#heap;
    let { place } = moment;
    while (place > 0) {
      const parent = heap[(place - 1) >> 1]!;
      if (moment.at >= parent.at) break;
      heap[place] = parent;
      parent.place = place;
      place = (place - 1) >> 1;
    }
    heap[place] = moment;
    moment.place = place;
  }

  #sink(moment: Moment): void {
    const heap = this.#heap;
    let { place } = moment;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && heap[below + 1]!.at < heap[below]!.at) below++;
      const child = heap[below]!;
      if (child.at >= moment.at) break;
      heap[place] = child;
      child.place = place;
      place = below;
    }
    heap[place] = moment;
    moment.place = place;
  }
}
