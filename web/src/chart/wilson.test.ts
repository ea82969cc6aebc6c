import fc from "fast-check";
import { expect, test } from "vitest";
import { wilsonInterval } from "./wilson.ts";

// Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("%i of %i", (hits, tries, low, high) => {
  const interval = wilsonInterval(hits, tries)!;
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});

test("it holds the share that was seen, within 0 and 1", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e7 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (tries, part) => {
        const hits = Math.round(tries * part);
        const [low, high] = wilsonInterval(hits, tries)!;
        expect(0 <= low && low <= hits / tries && hits / tries <= high && high <= 1).toBe(true);
      },
    ),
  );
});

const widthOf = (hits: number, tries: number): number => {
  const [low, high] = wilsonInterval(hits, tries)!;
  return high - low;
};

test("more tries make it narrower", () => {
  expect(widthOf(100, 1000)).toBeLessThan(widthOf(10, 100));
});

test("nothing tried says nothing", () => {
  expect(wilsonInterval(0, 0)).toBeUndefined();
});
