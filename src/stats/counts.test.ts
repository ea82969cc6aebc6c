import fc from "fast-check";
import { expect, test } from "vitest";
import { added, type Counts, countsOf, zeros } from "./counts.ts";

const additions = fc.array(
  fc.tuple(
    fc.nat(7),
    fc.oneof(fc.constantFrom(1, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32), fc.nat(2 ** 40)),
  ),
  { maxLength: 50 },
);

test("whatever is added, they hold what plain numbers would", () => {
  fc.assert(
    fc.property(additions, (list) => {
      const plain = Array.from({ length: 8 }, () => 0);
      let counts: Counts = zeros(8);
      for (const [slot, times] of list) {
        plain[slot]! += times;
        counts = added(counts, slot, times);
        expect(Array.from(counts)).toEqual(plain);
      }
      expect(countsOf(plain)).toEqual(counts);
    }),
  );
});

test.each([
  [255, 1],
  [256, 2],
  [65_535, 2],
  [65_536, 4],
  [2 ** 32 - 1, 4],
  [2 ** 32, 8],
])("%d takes %d octets, however it comes to be", (count, octets) => {
  expect(countsOf([0, count]).BYTES_PER_ELEMENT).toBe(octets);
  expect(zeros(2, count).BYTES_PER_ELEMENT).toBe(octets);
  expect(added(countsOf([0, count - 1]), 1, 1).BYTES_PER_ELEMENT).toBe(octets);
});
