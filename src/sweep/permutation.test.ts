import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestPermutation, Permutation } from "./permutation.ts";

const orderOf = (size: number, seed: number): number[] => {
  const permutation = new Permutation(size, seed);
  return Array.from({ length: size }, (_, position) => permutation.at(position));
};
const ascending = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

describe("every index comes exactly once", () => {
  test.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 99, 100, 101])("of %i", (size) => {
    for (let seed = 0; seed < 20; seed++) {
      expect(orderOf(size, seed).toSorted((a, b) => a - b)).toEqual(ascending(size));
    }
  });

  test("of any number, with any seed", () => {
    const sizes = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 0xffffffff }), (size, seed) => {
        const seen = new Uint8Array(size);
        for (const index of orderOf(size, seed)) seen[index]!++;
        expect(seen.every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test("of a million", () => {
    const permutation = new Permutation(1_000_000, 7);
    const seen = new Uint8Array(1_000_000);
    for (let position = 0; position < seen.length; position++) seen[permutation.at(position)]!++;
    expect(seen.every((count) => count === 1)).toBe(true);
  });

  test("of 2^40, in every part that we look at", () => {
    const permutation = new Permutation(longestPermutation, 11);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: longestPermutation - 1000 }), (start) => {
        const found = Array.from({ length: 1000 }, (_, n) => permutation.at(start + n));
        expect(new Set(found).size).toBe(1000);
        expect(found.every((i) => Number.isInteger(i) && i >= 0 && i < longestPermutation)).toBe(
          true,
        );
      }),
    );
  });

  test("more than 2^40 is refused", () => {
    expect(() => new Permutation(longestPermutation + 1, 0)).toThrow(RangeError);
  });
});

describe("the order", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(orderOf(1000, 5)).toEqual(orderOf(1000, 5));
    expect(orderOf(1000, 5)).not.toEqual(orderOf(1000, 6));
  });

  test.each([1000, 65_536, 1_000_000])("moves a third of the way each step, of %i", (size) => {
    const permutation = new Permutation(size, 3);
    const steps = Math.min(size, 20_000) - 1;
    let way = 0;
    for (let n = 0; n < steps; n++) way += Math.abs(permutation.at(n + 1) - permutation.at(n));
    // Two independent numbers below n are n/3 apart on average.
    expect(way / steps / size).toBeCloseTo(1 / 3, 1);
  });

  test("spreads a network's /24s: none gets a burst", () => {
    const permutation = new Permutation(65_536, 1);
    let most = 0;
    for (let start = 0; start < 65_536; start += 256) {
      const hits = new Uint8Array(256);
      for (let n = start; n < start + 256; n++) hits[permutation.at(n) >>> 8]!++;
      most = Math.max(most, ...hits);
    }
    // One each on average. Thrown at random the fullest of 65,536 cells has 8 or 9.
    expect(most).toBeGreaterThan(4);
    expect(most).toBeLessThanOrEqual(10);
  });

  test("has as many steps of each length as chance gives", () => {
    // Chi-squared over 16 classes of (index - position) mod n: 15 degrees of freedom, 0.1 % at 37.7.
    const size = 160_000;
    const permutation = new Permutation(size, 9);
    const classes = new Float64Array(16);
    for (let n = 0; n < size; n++) {
      classes[Math.floor((((permutation.at(n) - n + size) % size) / size) * 16)]!++;
    }
    const expected = size / 16;
    const chiSquared = classes.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(37.7);
  });
});
