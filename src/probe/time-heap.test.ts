import fc from "fast-check";
import { expect, test } from "vitest";
import { type Timed, TimeHeap } from "./time-heap.ts";

type Named = Timed & { readonly name: number };
const item = (name: number, at: number): Named => ({
  name,
  at,
  moment: undefined,
  before: undefined,
  after: undefined,
});

function* emptied(heap: TimeHeap<Named>): Generator<Named> {
  for (let first = heap.first; first !== undefined; first = heap.first) {
    heap.remove(first);
    yield first;
  }
}

test("of those with the same time the first to come is the first to go", () => {
  const heap = new TimeHeap<Named>();
  for (let name = 0; name < 20; name++) heap.add(item(name, 7));
  heap.move(heap.first!, 7);
  expect([...emptied(heap)].map(({ name }) => name)).toEqual([
    ...Array.from({ length: 19 }, (_, at) => at + 1),
    0,
  ]);
});

test("what is removed is gone, and removing it again changes nothing", () => {
  const heap = new TimeHeap<Named>();
  const items = [3, 1, 2].map((at) => item(at, at));
  for (const one of items) heap.add(one);
  heap.remove(items[1]!);
  heap.remove(items[1]!);
  expect(heap.size).toBe(2);
  expect([...emptied(heap)].map(({ name }) => name)).toEqual([2, 3]);
});

test("the last of all, when it takes the place of another, goes up as well as down", () => {
  const heap = new TimeHeap<Named>();
  const items = [1, 10, 2, 11, 12, 6, 4].map((at) => item(at, at));
  for (const one of items) heap.add(one);
  heap.remove(items[3]!);
  expect([...emptied(heap)].map(({ name }) => name)).toEqual([1, 2, 4, 6, 10, 12]);
});

test("however items come, move and go, those that are left leave by their times, and by when they came to them", () => {
  const time = fc.integer({ min: 0, max: 10 });
  const change = fc.record({ which: fc.nat(), at: time, goes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(time, { minLength: 1 }), fc.array(change), (times, changes) => {
      const heap = new TimeHeap<Named>();
      const items = times.map((at, name) => item(name, at));
      /** In the order in which they came to their time. */
      const left = new Set<Named>();
      const come = (one: Named): void => {
        left.delete(one);
        left.add(one);
      };
      for (const one of items) {
        heap.add(one);
        come(one);
      }
      for (const { which, at, goes } of changes) {
        const one = items[which % items.length]!;
        if (!left.has(one)) {
          one.at = at;
          heap.add(one);
          come(one);
        } else if (goes) {
          heap.remove(one);
          left.delete(one);
        } else {
          heap.move(one, at);
          come(one);
        }
      }
      expect(heap.size).toBe(left.size);
      const told = Array.from(emptied(heap), ({ name }) => name);
      expect(told).toEqual(
        [...left].toSorted((one, other) => one.at - other.at).map(({ name }) => name),
      );
      expect(heap.size).toBe(0);
    }),
  );
});
