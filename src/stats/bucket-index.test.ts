import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bucketIndex,
  COARSEST_SCALE,
  FINEST_SCALE,
  LARGEST_VALUE,
  lowerBound,
} from "./bucket-index.ts";

/** value > 2^(index/32), in integers. */
const isAbove = (value: number, index: number): boolean =>
  index < 0 || BigInt(value) ** 32n > 2n ** BigInt(index);

const values = fc
  .tuple(fc.integer({ min: 0, max: 52 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([exponent, mantissa]) => Math.min(LARGEST_VALUE, Math.floor(2 ** exponent * mantissa)));

describe("bucket index", () => {
  test.each([
    { value: 1, scale: 0, index: -1 },
    { value: 2, scale: 0, index: 0 },
    { value: 3, scale: 0, index: 1 },
    { value: 4, scale: 0, index: 1 },
    { value: 5, scale: 0, index: 2 },
    { value: 16, scale: -1, index: 1 },
    { value: 17, scale: -1, index: 2 },
    { value: 1, scale: 5, index: -1 },
    { value: 2, scale: 5, index: 31 },
    { value: 3, scale: 5, index: 50 },
    { value: LARGEST_VALUE, scale: 5, index: 52 * 32 - 1 },
    { value: LARGEST_VALUE, scale: COARSEST_SCALE, index: 0 },
  ])("of $value at scale $scale is $index", ({ value, scale, index }) => {
    expect(bucketIndex(value, scale)).toBe(index);
  });

  test("agrees with exact integer arithmetic", () => {
    fc.assert(
      fc.property(values, (value) => {
        const index = bucketIndex(value, FINEST_SCALE);
        expect(isAbove(value, index) && !isAbove(value, index + 1)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test("is exact on both sides of every bucket boundary", () => {
    let checked = 0;
    for (let index = 0; index < 52 * 32; index++) {
      const near = Math.floor(lowerBound(index, FINEST_SCALE));
      for (const value of [near - 1, near, near + 1]) {
        if (value < 1 || value > LARGEST_VALUE) continue;
        const found = bucketIndex(value, FINEST_SCALE);
        if (!isAbove(value, found) || isAbove(value, found + 1)) expect.fail(`${value}: ${found}`);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(4900);
  });

  test("bounds enclose the value", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: COARSEST_SCALE, max: 0 }), (value, scale) => {
        const index = bucketIndex(value, scale);
        expect(value).toBeGreaterThan(lowerBound(index, scale));
        expect(value).toBeLessThanOrEqual(lowerBound(index + 1, scale));
      }),
    );
  });
});
