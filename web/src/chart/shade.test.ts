import fc from "fast-check";
import { expect, test } from "vitest";
import { shadeOf } from "./shade.ts";

test("nothing is not drawn, the most is opaque", () => {
  expect(shadeOf(0, 50)).toBe(0);
  expect(shadeOf(50, 50)).toBe(1);
});

test("a single delay among a million is still seen", () => {
  expect(shadeOf(1, 1e6)).toBeGreaterThan(0.15);
});

test("more is darker", () => {
  const counts = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(counts, counts, (one, other) => {
      fc.pre(one < other);
      expect(shadeOf(one, 1e6)).toBeLessThanOrEqual(shadeOf(other, 1e6));
    }),
  );
});
