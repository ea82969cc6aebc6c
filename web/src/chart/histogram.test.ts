import fc from "fast-check";
import { expect, test } from "vitest";
import type { HistogramBody } from "../../../src/api/contract.ts";
import { countOf, lowerBoundMs, merge, quantile, smoothQuantile } from "./histogram.ts";
import { histogramOf } from "./testing.ts";

const delays = fc.array(fc.double({ min: 0.001, max: 10_000, noNaN: true }), { maxLength: 200 });
const scales = fc.integer({ min: 0, max: 5 });

test("merging keeps every sample, whatever the scales", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(delays, scales), { maxLength: 5 }), (parts) => {
      const merged = merge(parts.map(([samples, scale]) => histogramOf(samples, scale)));
      expect(countOf(merged)).toBe(parts.flatMap(([samples]) => samples).length);
    }),
  );
});

test("merging equals recording everything in one at the coarsest scale", () => {
  fc.assert(
    fc.property(delays, delays, scales, scales, (some, others, fine, coarse) => {
      fc.pre(some.length > 0 && others.length > 0);
      const merged = merge([histogramOf(some, fine), histogramOf(others, coarse)]);
      expect(merged).toEqual(histogramOf([...some, ...others], Math.min(fine, coarse)));
    }),
  );
});

test("a quantile is a measured delay, at most half a bucket off", () => {
  fc.assert(
    fc.property(delays, fc.double({ min: 0, max: 1, noNaN: true }), (samples, q) => {
      fc.pre(samples.length > 0);
      const sorted = samples.toSorted((one, other) => one - other);
      const exact = sorted[Math.max(1, Math.ceil(q * sorted.length * (1 - 2 ** -51))) - 1]!;
      const found = quantile(histogramOf(samples, 5), q)!;
      expect(Math.abs(found - exact) / exact).toBeLessThan(0.011);
    }),
  );
});

const ten: HistogramBody = { scale: 0, offset: 20, counts: [989, 10, 0, 1], zeroCount: 0 };

test.each([
  ["the median", 0.5, 20],
  ["p99.9, the last but one", 0.999, 21],
  ["the greatest", 1, 23],
])("%s is in its bucket", (_name, q, bucket) => {
  const found = quantile(ten, q)!;
  expect(found).toBeGreaterThan(lowerBoundMs(bucket, 0));
  expect(found).toBeLessThanOrEqual(lowerBoundMs(bucket + 1, 0));
});

test("delays of nothing are the smallest", () => {
  expect(quantile({ ...ten, zeroCount: 1000 }, 0.5)).toBe(0);
});

test("no samples have no quantile, and merge to none", () => {
  expect(quantile(merge([]), 0.5)).toBeUndefined();
  expect(countOf(merge([histogramOf([], 5)]))).toBe(0);
});

test("a quantile to be drawn is in the bucket of the measured one, or at its edge", () => {
  fc.assert(
    fc.property(delays, fc.double({ min: 0, max: 1, noNaN: true }), (samples, q) => {
      fc.pre(samples.length > 0);
      const histogram = histogramOf(samples, 5);
      const ratio = smoothQuantile(histogram, q)! / quantile(histogram, q)!;
      expect(Math.abs(Math.log2(ratio))).toBeLessThan(1 / 32);
    }),
  );
});

const medianOfTwo = (low: number, high: number) =>
  smoothQuantile({ scale: 5, offset: 752, counts: [low, high], zeroCount: 0 }, 0.5)!;

test("a quantile to be drawn moves little when the samples do", () => {
  expect(medianOfTwo(49, 51) / medianOfTwo(51, 49)).toBeLessThan(1.001);
});
