import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestRank, quantile } from "./quantile.ts";

describe("nearest rank", () => {
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  test.each([
    { samples: [], q: 0.5, expected: undefined },
    { samples: [7], q: 0, expected: 7 },
    { samples: [7], q: 0.99, expected: 7 },
    { samples: [3, 9], q: 0.5, expected: 3 },
    { samples: [3, 9], q: 0.51, expected: 9 },
    { samples: [3, 9], q: 0.9, expected: 9 },
    { samples: [1, 2, 30], q: 0.5, expected: 2 },
    { samples: ten, q: 0, expected: 1 },
    { samples: ten, q: 0.1, expected: 1 },
    { samples: ten, q: 0.11, expected: 2 },
    { samples: ten, q: 0.9, expected: 9 },
    { samples: ten, q: 0.99, expected: 10 },
    { samples: ten, q: 1, expected: 10 },
  ])("the $q quantile of $samples is $expected", ({ samples, q, expected }) => {
    expect(quantile(samples, q)).toBe(expected);
  });

  test("decimal fractions that binary cannot hold do not move the rank", () => {
    const ranks = Array.from({ length: 100 }, (_, i) => nearestRank((i + 1) / 100, 100));
    expect(ranks).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test("at least the share q lies at or below it, and less than q strictly before it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 5000 }),
        (mille, n) => {
          const rank = nearestRank(mille / 1000, n);
          expect(rank * 1000).toBeGreaterThanOrEqual(mille * n);
          expect((rank - 1) * 1000).toBeLessThan(mille * n);
        },
      ),
    );
  });

  test.each([-0.1, 1.1, Number.NaN])("refuses %d", (q) => {
    expect(() => quantile([1], q)).toThrow(RangeError);
  });
});
