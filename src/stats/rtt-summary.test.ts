import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import type { RttSummary } from "./rtt-summary.ts";
import { RttSamples } from "./rtt-summary.ts";

const summaryOf = (rtts: readonly number[], exactLimit?: number): RttSummary => {
  const samples = new RttSamples(exactLimit === undefined ? {} : { exactLimit });
  for (const [i, rtt] of rtts.entries()) samples.record(nanoseconds(rtt), i + 1);
  return samples.summary();
};

describe("summary", () => {
  test.each([
    { rtts: [], expected: { count: 0 } },
    {
      rtts: [11_402_113],
      expected: {
        count: 1,
        min: 11_402_113,
        mean: 11_402_113,
        max: 11_402_113,
        p50: 11_402_113,
        p90: 11_402_113,
        p99: 11_402_113,
      },
    },
    {
      rtts: [300, 100],
      expected: {
        count: 2,
        min: 100,
        mean: 200,
        max: 300,
        standardDeviation: 100,
        p50: 100,
        p90: 300,
        p99: 300,
        variation: 200,
      },
    },
    {
      rtts: [2, 4, 4, 4, 5, 5, 7, 9].map((x) => x * 1000),
      expected: {
        count: 8,
        min: 2000,
        mean: 5000,
        max: 9000,
        standardDeviation: 2000,
        p50: 4000,
        p90: 9000,
        p99: 9000,
        variation: 1000,
      },
    },
    {
      rtts: [0, 0, 1],
      expected: {
        count: 3,
        min: 0,
        mean: 0,
        max: 1,
        standardDeviation: 0,
        p50: 0,
        p90: 1,
        p99: 1,
        variation: 1,
      },
    },
  ])("of $rtts", ({ rtts, expected }) => {
    expect(summaryOf(rtts)).toStrictEqual(expected);
  });

  test("two answers around a lost one have a deviation and no variation", () => {
    const samples = new RttSamples();
    samples.record(nanoseconds(100), 1);
    samples.record(nanoseconds(300), 3);
    expect(samples.summary()).toMatchObject({ count: 2, standardDeviation: 100 });
    expect(samples.summary()).not.toHaveProperty("variation");
  });

  test("small deviations about a large mean are not cancelled away", () => {
    const hour = 3_600_000_000_000;
    const rtts = Array.from({ length: 10_000 }, (_, i) => hour + (i % 2) * 10);
    expect(summaryOf(rtts)).toMatchObject({ mean: hour + 5, standardDeviation: 5, variation: 10 });
  });

  test("may be asked for in between", () => {
    const samples = new RttSamples();
    const p50s = [300, 100, 200, 50].map((rtt, i) => {
      samples.record(nanoseconds(rtt), i + 1);
      return samples.summary().p50;
    });
    expect(p50s).toEqual([300, 100, 200, 100]);
  });

  test("does not depend on the order in which replies came", () => {
    const shuffled = fc
      .array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 200 })
      .chain((rtts) => fc.shuffledSubarray([...rtts.entries()], { minLength: rtts.length }));
    fc.assert(
      fc.property(shuffled, (arrived) => {
        const samples = new RttSamples();
        for (const [i, rtt] of arrived) samples.record(nanoseconds(rtt), i + 1);
        const inOrder = arrived.toSorted(([a], [b]) => a - b).map(([, rtt]) => rtt);
        const { standardDeviation: ours = 0, ...rest } = samples.summary();
        const { standardDeviation: theirs = 0, ...others } = summaryOf(inOrder);
        expect(rest).toStrictEqual(others);
        expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each([-1, 0.5, Number.NaN])("refuses %d", (rtt) => {
    expect(() => summaryOf([rtt])).toThrow(RangeError);
  });
});

describe("beyond the exact limit", () => {
  const rtts = Array.from({ length: 1000 }, (_, i) => 1_000_000 + ((i * 7919) % 1000) * 5_000);
  const { p50, p90, p99, ...exact } = summaryOf(rtts);

  test("at the limit, all is exact", () => {
    expect(summaryOf(rtts, 1000)).toStrictEqual({ ...exact, p50, p90, p99 });
  });

  test("one beyond, it says so, percentiles are within 1.1 % and all else stays exact", () => {
    const { p50: about50, p90: about90, p99: about99, ...rest } = summaryOf(rtts, 999);
    expect(rest).toStrictEqual({ ...exact, exact: false });
    for (const [about, sure] of [
      [about50!, p50!],
      [about90!, p90!],
      [about99!, p99!],
    ] as const)
      expect(Math.abs(about - sure)).toBeLessThanOrEqual(0.011 * sure);
  });

  test("a limit of 0 keeps nothing", () => {
    expect(summaryOf([5, 5], 0)).toMatchObject({ count: 2, p50: 5, exact: false });
  });
});

test("a quantile so far is within 1.1 % of the exact one", () => {
  const samples = new RttSamples({ exactLimit: 10 });
  for (let index = 1; index <= 1000; index++) samples.record(nanoseconds(index * 1000), index);
  for (const q of [0, 0.5, 0.99, 1]) {
    const exact = Math.max(1, Math.ceil(q * 1000)) * 1000;
    expect(Math.abs((samples.quantile(q) ?? 0) - exact)).toBeLessThanOrEqual(exact * 0.011);
  }
  expect(new RttSamples().quantile(0.5)).toBeUndefined();
});
