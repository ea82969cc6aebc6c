import fc from "fast-check";
import { expect, test } from "vitest";
import { delayRangeOf, delayTicks, joinRanges } from "./delay-axis.ts";
import { binOf } from "./testing.ts";

const steady = Array.from({ length: 60 }, (_, n) => 11 + n / 100);

test("one spike in one bin is within the range", () => {
  const bins = [binOf(0, 1, steady), binOf(1, 2, [...steady, 3000]), binOf(2, 3, steady)];
  const { least, most } = delayRangeOf(bins);
  expect(most).toBeGreaterThan(3000);
  expect(least).toBeLessThan(11);
});

test("a bin's last thousandth does not stretch the axis", () => {
  const many = Array.from({ length: 5000 }, () => 10);
  expect(delayRangeOf([binOf(0, 1, [...many, 9000])]).most).toBeLessThan(100);
});

test("a steady line has room around it", () => {
  const { least, most } = delayRangeOf([binOf(0, 1, [10, 10, 10])]);
  expect(most / least).toBeGreaterThanOrEqual(1.5);
});

test("nothing answered has a range all the same", () => {
  const { least, most } = delayRangeOf([binOf(0, 1, [], 3)]);
  expect(least).toBeGreaterThan(0);
  expect(most).toBeGreaterThan(least);
});

test("joined ranges hold each of them", () => {
  expect(
    joinRanges([
      { least: 1, most: 5 },
      { least: 3, most: 80 },
    ]),
  ).toEqual({ least: 1, most: 80 });
});

test.each([
  ["three decades", { least: 0.9, most: 1100 }, 6, [1, 10, 100, 1000]],
  ["one decade", { least: 0.9, most: 11 }, 6, [1, 2, 5, 10]],
  ["a narrow range", { least: 9.4, most: 14.2 }, 6, [10, 11, 12, 13, 14]],
  ["microseconds", { least: 0.004, most: 0.045 }, 4, [0.005, 0.01, 0.02]],
])("ticks of %s are round", (_name, range, most, expected) => {
  expect(delayTicks(range, most)).toEqual(expected);
});

test("ticks are within the range, rising, and no more than asked for", () => {
  const delay = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(delay, fc.double({ min: 1.5, max: 1e4, noNaN: true }), (least, ratio) => {
      const ticks = delayTicks({ least, most: least * ratio }, 8);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(ticks).toEqual(ticks.toSorted((one, other) => one - other));
      for (const tick of ticks) expect(tick >= least && tick <= least * ratio).toBe(true);
    }),
  );
});
