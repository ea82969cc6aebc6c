import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { COARSEST_SCALE, FINEST_SCALE, LARGEST_VALUE } from "./bucket-index.ts";
import type { HistogramOptions } from "./histogram.ts";
import { Histogram } from "./histogram.ts";
import { quantile } from "./quantile.ts";

const histogramOf = (values: readonly number[], options?: HistogramOptions): Histogram => {
  const histogram = new Histogram(options);
  for (const value of values) histogram.record(nanoseconds(value));
  return histogram;
};

const delay = fc.oneof(
  fc.integer({ min: 10_000, max: 10_000_000_000 }),
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: LARGEST_VALUE }),
);
const ordinary = fc
  .double({ min: Math.log(10_000), max: Math.log(10_000_000_000), noNaN: true })
  .map((power) => Math.round(Math.exp(power)));

describe("what is exact", () => {
  test.each([
    {
      values: [],
      expected: { count: 0, sum: 0n, min: undefined, mean: undefined, max: undefined },
    },
    { values: [0], expected: { count: 1, sum: 0n, min: 0, mean: 0, max: 0 } },
    { values: [5], expected: { count: 1, sum: 5n, min: 5, mean: 5, max: 5 } },
    { values: [0, 5], expected: { count: 2, sum: 5n, min: 0, mean: 2.5, max: 5 } },
    { values: [7, 3, 8], expected: { count: 3, sum: 18n, min: 3, mean: 6, max: 8 } },
  ])("of $values", ({ values, expected }) => {
    const { count, sum, min, mean, max } = histogramOf(values);
    expect({ count, sum, min, mean, max }).toEqual(expected);
  });

  test("the sum stays exact where a double would not", () => {
    const odd = 2 ** 52 - 1;
    const histogram = histogramOf([odd, odd, odd, odd, odd]);
    histogram.recordMany(nanoseconds(odd), 1_000_001);
    expect(histogram.sum).toBe(BigInt(odd) * 1_000_006n);
  });

  test.each([-1, 0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "refuses %d",
    (value) => {
      expect(() => histogramOf([value])).toThrow(RangeError);
    },
  );

  test.each([-1, 0.5, Number.NaN])("refuses to record %d times", (times) => {
    expect(() => new Histogram().recordMany(nanoseconds(1), times)).toThrow(RangeError);
  });

  test.each([{ scale: 6 }, { scale: -7 }, { scale: 0.5 }, { maxBuckets: 1 }])(
    "refuses the options %o",
    (options) => {
      expect(() => new Histogram(options)).toThrow(RangeError);
    },
  );
});

describe("quantile", () => {
  const q = fc.integer({ min: 0, max: 1000 }).map((mille) => mille / 1000);

  test("of nothing is undefined", () => {
    expect(new Histogram().quantile(0.5)).toBeUndefined();
  });

  test("of zeros is zero", () => {
    expect(histogramOf([0, 0, 0, 9]).quantile(0.5)).toBe(0);
    expect(histogramOf([0, 0, 0, 9]).quantile(0.75)).toBe(0);
  });

  test("is within 1.1 % of exact sorting from 10 µs to 10 s", () => {
    fc.assert(
      fc.property(
        fc.array(ordinary, { minLength: 1, maxLength: 300, size: "max" }),
        q,
        (values, share) => {
          const exact = quantile(Float64Array.from(values).toSorted(), share)!;
          const found = histogramOf(values).quantile(share)!;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.011 * exact);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("is within half a bucket of exact sorting at whatever scale the range leaves", () => {
    fc.assert(
      fc.property(
        fc.array(delay, { minLength: 1, maxLength: 100, size: "max" }),
        q,
        (values, share) => {
          const histogram = histogramOf(values, { maxBuckets: 20 });
          const exact = quantile(Float64Array.from(values).toSorted(), share)!;
          const base = 2 ** (2 ** -histogram.scale);
          const bound = (base - 1) / (base + 1);
          expect(Math.abs(histogram.quantile(share)! - exact)).toBeLessThanOrEqual(
            bound * exact * (1 + 1e-9),
          );
        },
      ),
    );
  });

  test("the first and the last are exact", () => {
    const histogram = histogramOf([1_000_003, 2_000_003, 3_000_003]);
    expect([histogram.quantile(0), histogram.quantile(1)]).toEqual([1_000_003, 3_000_003]);
  });
});

describe("merging", () => {
  const delays = fc.array(delay, { maxLength: 80, size: "max" });
  const shape = fc.record({
    scale: fc.integer({ min: COARSEST_SCALE, max: FINEST_SCALE }),
    maxBuckets: fc.constantFrom(2, 7, 64, 640),
  });

  test("equals recording everything in one", () => {
    fc.assert(
      fc.property(delays, delays, shape, (left, right, options) => {
        const merged = histogramOf(left, options).merge(histogramOf(right, options));
        expect(merged.equals(histogramOf([...left, ...right], options))).toBe(true);
      }),
    );
  });

  test("is commutative and associative, whatever the scales", () => {
    const scale = fc.integer({ min: COARSEST_SCALE, max: FINEST_SCALE });
    const part = fc.tuple(delays, scale);
    fc.assert(
      fc.property(part, part, part, fc.constantFrom(4, 64, 640), (a, b, c, maxBuckets) => {
        const of = ([samples, at]: [number[], number]) =>
          histogramOf(samples, { scale: at, maxBuckets });
        expect(
          of(a)
            .merge(of(b))
            .equals(of(b).merge(of(a))),
        ).toBe(true);
        const leftFirst = of(a).merge(of(b)).merge(of(c));
        expect(leftFirst.equals(of(a).merge(of(b).merge(of(c))))).toBe(true);
      }),
    );
  });

  test("leaves the other as it was", () => {
    const other = histogramOf([1, 1_000_000_000]);
    const before = other.clone();
    histogramOf([5], { scale: 0 }).merge(other);
    expect(other.equals(before)).toBe(true);
  });

  test("with itself doubles every count", () => {
    const values = [0, 5, 5, 1_000_000];
    const histogram = histogramOf(values);
    expect(histogram.merge(histogram).equals(histogramOf([...values, ...values]))).toBe(true);
  });

  test("recording many equals recording one by one", () => {
    fc.assert(
      fc.property(delay, fc.integer({ min: 0, max: 50 }), (value, times) => {
        const many = new Histogram();
        many.recordMany(nanoseconds(value), times);
        expect(many.equals(histogramOf(Array.from({ length: times }, () => value)))).toBe(true);
      }),
    );
  });
});

describe("scale and bound", () => {
  test("20 octaves, 10 µs to 10 s, keep the finest scale", () => {
    expect(histogramOf([10_000, 10_000_000_000]).scale).toBe(FINEST_SCALE);
  });

  test("a range that outgrows the bound halves the resolution, as often as it must", () => {
    expect(histogramOf([1, 2 ** 20]).scale).toBe(4);
    expect(histogramOf([1, LARGEST_VALUE], { maxBuckets: 2 }).scale).toBe(COARSEST_SCALE);
  });

  test("never holds more buckets than its bound, and loses no sample", () => {
    fc.assert(
      fc.property(fc.array(delay), fc.integer({ min: 2, max: 40 }), (values, maxBuckets) => {
        const histogram = histogramOf(values, { maxBuckets });
        const { counts, zeroCount } = histogram.snapshot();
        expect(counts.length).toBeLessThanOrEqual(maxBuckets);
        const held = Array.from(counts).reduce((sum, count) => sum + count, zeroCount);
        expect(held).toBe(values.length);
      }),
    );
  });

  test("downscaling equals recording at that scale", () => {
    fc.assert(
      fc.property(
        fc.array(delay),
        fc.integer({ min: COARSEST_SCALE, max: FINEST_SCALE }),
        (values, scale) => {
          const downscaled = histogramOf(values, { maxBuckets: 2000 }).downscale(scale);
          expect(downscaled.equals(histogramOf(values, { scale, maxBuckets: 2000 }))).toBe(true);
        },
      ),
    );
  });
});

describe("what can be read", () => {
  test("buckets enclose their samples, upwards, without the empty ones", () => {
    expect([...histogramOf([0, 1, 2, 3, 4, 100], { scale: 0 }).buckets()]).toEqual([
      [0.5, 1, 1],
      [1, 2, 1],
      [2, 4, 2],
      [64, 128, 1],
    ]);
  });

  test("a snapshot has the offset and the dense counts of OTLP", () => {
    expect(histogramOf([0, 3, 4, 20], { scale: 0 }).snapshot()).toEqual({
      scale: 0,
      maxBuckets: 640,
      zeroCount: 1,
      sum: 27n,
      offset: 1,
      counts: Uint8Array.of(2, 0, 0, 1),
      smallest: 3,
      largest: 20,
    });
  });

  test("a clone goes its own way", () => {
    const original = histogramOf([5, 9]);
    const clone = original.clone();
    expect(clone.equals(original)).toBe(true);
    clone.record(nanoseconds(5));
    expect(clone.equals(original)).toBe(false);
    expect(original.count).toBe(2);
  });

  const good = histogramOf([3, 4, 20], { scale: 0 }).snapshot();
  test.each([
    { name: "a scale unknown", change: { scale: 9 } },
    { name: "a negative zero count", change: { zeroCount: -1 } },
    { name: "a fractional count", change: { counts: [1.5, 0, 0, 1] } },
    { name: "an empty outer bucket", change: { counts: [2, 0, 0, 0] } },
    { name: "more buckets than its bound", change: { maxBuckets: 2 } },
    { name: "a smallest in another bucket", change: { smallest: 2 } },
    { name: "a largest in another bucket", change: { largest: 99 } },
    { name: "extremes the wrong way round", change: { smallest: 20, largest: 3 } },
    { name: "a sum too small", change: { sum: 25n } },
    { name: "a sum too large", change: { sum: 44n } },
    { name: "a sum without samples", change: { counts: [] } },
  ])("no histogram is made from $name", ({ change }) => {
    expect(Histogram.from(good).count).toBe(3);
    expect(() => Histogram.from({ ...good, ...change })).toThrow(RangeError);
  });
});
