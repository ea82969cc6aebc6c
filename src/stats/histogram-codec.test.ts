import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { Histogram } from "./histogram.ts";
import { decodeHistogram, encodeHistogram } from "./histogram-codec.ts";

const histogramOf = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(nanoseconds(value));
  return histogram;
};

const sixtySpread = (from: number, to: number): number[] =>
  Array.from({ length: 60 }, (_, i) => Math.round(from * (to / from) ** (i / 59)));

/** What the decoder understood, encoded again; undefined when it refused. */
function understood(octets: Uint8Array): Uint8Array | undefined {
  try {
    return encodeHistogram(decodeHistogram(octets));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

describe("octets", () => {
  test.each([
    { name: "nothing", values: [], octets: [1, 11, 0x80, 5, 0, 0] },
    { name: "zeros only", values: [0, 0], octets: [1, 11, 0x80, 5, 2, 0] },
    { name: "the least", values: [1, 1], octets: [1, 11, 0x80, 5, 0, 1, 0, 2, 0, 2, 1, 0] },
    {
      name: "two buckets, a gap between",
      values: [2, 4, 4],
      octets: [1, 11, 0x80, 5, 0, 2, 32, 1, 31, 2, 0, 10, 2, 2],
    },
  ])("of $name", ({ values, octets }) => {
    expect([...encodeHistogram(histogramOf(values))]).toEqual(octets);
  });

  test.each([
    { name: "evenly from 10 µs to 10 s", values: sixtySpread(1e4, 1e10) },
    { name: "evenly from 1 ns to 52 days", values: sixtySpread(1, 2 ** 52) },
    { name: "about 20 ms", values: sixtySpread(1.9e7, 2.3e7) },
  ])("60 samples $name fit 160", ({ values }) => {
    expect(encodeHistogram(histogramOf(values)).length).toBeLessThanOrEqual(160);
  });

  test("60 samples fit 160 wherever they lie", () => {
    const sixty = fc.array(
      fc.integer({ min: 0, max: 52_000 }).map((power) => Math.floor(2 ** (power / 1000))),
      { minLength: 60, maxLength: 60 },
    );
    fc.assert(
      fc.property(sixty, (values) => {
        expect(encodeHistogram(histogramOf(values)).length).toBeLessThanOrEqual(160);
      }),
    );
  });
});

describe("decoding", () => {
  const anyHistogram = fc
    .record({
      values: fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** 52 }), fc.nat())),
      scale: fc.integer({ min: -6, max: 5 }),
      maxBuckets: fc.integer({ min: 2, max: 2000 }),
    })
    .map(({ values, ...options }) => {
      const histogram = new Histogram(options);
      for (const [value, times] of values) histogram.recordMany(nanoseconds(value), times);
      return histogram;
    });

  test("gives back what was encoded", () => {
    fc.assert(
      fc.property(anyHistogram, (histogram) => {
        const decoded = decodeHistogram(encodeHistogram(histogram));
        expect(decoded.equals(histogram)).toBe(true);
        expect(decoded.maxBuckets).toBe(histogram.maxBuckets);
      }),
    );
  });

  const octets = encodeHistogram(histogramOf([0, 1_000, 20_000, 20_000, 9_000_000]));

  test.each([
    { name: "nothing", junk: [] },
    { name: "another version", junk: [2, 11, 0x80, 5, 0, 0] },
    { name: "a scale unknown", junk: [1, 12, 0x80, 5, 0, 0] },
    { name: "a bound of one bucket", junk: [1, 11, 1, 0, 0] },
    { name: "octets left over", junk: [1, 11, 0x80, 5, 0, 0, 0] },
    { name: "a number not in its shortest form", junk: [1, 11, 0x80, 5, 0x80, 0, 0] },
    { name: "a number too large", junk: [1, 11, ...Array(8).fill(0xff), 0x7f, 0, 0] },
    { name: "an empty bucket", junk: [1, 11, 0x80, 5, 0, 1, 0, 0, 0, 0, 1, 0] },
    { name: "a bucket out of range", junk: [1, 11, 0x80, 5, 0, 1, 0x82, 13, 1, 0, 1, 1, 0] },
    { name: "extremes outside their buckets", junk: [1, 11, 0x80, 5, 0, 1, 0, 1, 0, 2, 2, 0] },
  ])("refuses $name", ({ junk }) => {
    expect(() => decodeHistogram(Uint8Array.from(junk))).toThrow(
      /^not (an encoded|a) histogram: [^\n]+$/,
    );
  });

  test("refuses every proper beginning of good octets", () => {
    for (let length = 0; length < octets.length; length++)
      expect(() => decodeHistogram(octets.subarray(0, length))).toThrow(RangeError);
  });

  test("takes random and mutated octets as what they say, to the octet, or refuses them", () => {
    const random = fc.uint8Array({ maxLength: 60 });
    const headed = random.map((tail) => Uint8Array.of(1, 11, 0x80, 5, ...tail));
    const mutated = fc
      .array(fc.tuple(fc.nat(octets.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })
      .map((changes) => {
        const copy = octets.slice();
        for (const [at, octet] of changes) copy[at] = octet;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(random, headed, mutated), (junk) => {
        expect(understood(junk) ?? junk).toEqual(junk);
      }),
      { numRuns: 5000 },
    );
  });
});
