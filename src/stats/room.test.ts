import fc from "fast-check";
import { expect, test } from "vitest";
import { roomFor } from "./room.ts";

test("whatever owners write, each finds what it wrote itself", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1200), { minLength: 1, maxLength: 40 }), (counts) => {
      const rooms = counts.map((count) => ({ count, ...roomFor(count) }));
      for (const { numbers, from, count } of rooms) {
        expect(numbers.subarray(from, from + count)).toEqual(new Float64Array(count));
      }
      for (const [mark, { numbers, from, count }] of rooms.entries()) {
        numbers.fill(mark + 1, from, from + count);
      }
      for (const [mark, { numbers, from, count }] of rooms.entries()) {
        expect(numbers.subarray(from, from + count)).toEqual(
          new Float64Array(count).fill(mark + 1),
        );
      }
    }),
  );
});

test("small rooms share a block, and a large one has memory of its own", () => {
  const [one, other, large] = [roomFor(40), roomFor(40), roomFor(5000)];
  expect(other.numbers.length).toBe(1024);
  expect(large).toEqual({ numbers: new Float64Array(5000), from: 0 });
  expect([one.numbers, other.numbers]).not.toContain(large.numbers);
});
