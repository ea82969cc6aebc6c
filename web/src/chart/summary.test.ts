import { expect, test } from "vitest";
import { joinBins, summaryOf } from "./summary.ts";
import { binOf } from "./testing.ts";

test("quantiles are those of all samples, not averages of the bins'", () => {
  const quick = Array.from({ length: 990 }, () => 10);
  const { delays, sent } = summaryOf([binOf(0, 1, quick), binOf(1, 2, [1000, 1000, 1000])]);
  expect(sent).toBe(993);
  expect(delays?.p50).toBeCloseTo(10, 0);
  expect(delays?.p99).toBeCloseTo(10, 0);
  expect(delays?.max).toBe(1000);
});

test("loss comes with its confidence", () => {
  const { loss } = summaryOf([
    binOf(0, 1, [], 1),
    binOf(
      1,
      2,
      Array.from({ length: 28 }, () => 5),
    ),
  ]);
  expect(loss?.share).toBeCloseTo(1 / 29);
  expect(loss?.interval[0]).toBeCloseTo(0.0061, 4);
  expect(loss?.interval[1]).toBeCloseTo(0.1718, 4);
});

test("nothing sent has neither loss nor delays", () => {
  const summary = summaryOf([binOf(0, 1, [])]);
  expect(summary).toEqual({ sent: 0, lost: 0, answered: 0, errors: 0, late: 0 });
});

test.each([
  [10, 48, 10],
  [100, 48, 34],
  [1000, 48, 48],
])("%i bins joined to at most %i are %i", (count, most, expected) => {
  const bins = Array.from({ length: count }, (_, n) => binOf(n, n + 1, [1]));
  const joined = joinBins(bins, most);
  expect(joined).toHaveLength(expected);
  expect(joined.flat()).toEqual(bins);
});
