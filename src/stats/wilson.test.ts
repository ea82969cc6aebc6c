import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wilsonInterval } from "./wilson.ts";

describe("Wilson score interval", () => {
  // The closed form worked out by hand: 0 of n reaches z²/(n + z²), and symmetric about one half.
  test.each([
    { hits: 0, trials: 10, low: 0, high: 0.27753 },
    { hits: 10, trials: 10, low: 0.72247, high: 1 },
    { hits: 5, trials: 10, low: 0.23659, high: 0.76341 },
    { hits: 1, trials: 100, low: 0.00177, high: 0.05449 },
    { hits: 0, trials: 1, low: 0, high: 0.79345 },
  ])("$hits of $trials", ({ hits, trials, low, high }) => {
    const interval = wilsonInterval(hits, trials)!;
    expect(interval.low).toBeCloseTo(low, 5);
    expect(interval.high).toBeCloseTo(high, 5);
  });

  test("without trials there is none", () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
  });

  test("both ends solve |p̂ − p| = z √(p (1 − p) / n), and enclose the ratio within 0…1", () => {
    const proportion = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));
    fc.assert(
      fc.property(proportion, fc.double({ min: 0.1, max: 5, noNaN: true }), ([hits, trials], z) => {
        const { low, high } = wilsonInterval(hits, trials, z)!;
        const ratio = hits / trials;
        expect(0 <= low && low <= ratio && ratio <= high && high <= 1).toBe(true);
        for (const end of [low, high])
          if (end > 0 && end < 1)
            expect(Math.abs((ratio - end) ** 2 - (z * z * end * (1 - end)) / trials)).toBeLessThan(
              1e-12,
            );
      }),
    );
  });

  test.each([
    [-1, 10],
    [11, 10],
    [0, -1],
    [Number.NaN, 1],
  ])("refuses %d of %d", (hits, trials) => {
    expect(() => wilsonInterval(hits, trials)).toThrow(RangeError);
  });
});
