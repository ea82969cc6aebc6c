import { expect, test } from "vitest";
import { silencesOf } from "./silence.ts";
import { binOf } from "./testing.ts";

/** A bin of ten seconds for each sign: `x` was probed, `.` was not. */
const bins = (signs: string) =>
  Array.from(signs).map((sign, n) => binOf(n * 10, n * 10 + 10, sign === "x" ? [5] : []));

test.each([
  ["no gap", "xxxx", 10, []],
  ["a gap", "xx....xx", 10, [{ from: 20, to: 60 }]],
  ["bins finer than the rhythm", "x..x..x..x", 30, []],
  ["as long as three probes away", "x...x", 10, []],
  ["before the first probe", ".....x", 10, [{ from: 0, to: 50 }]],
  [
    "two gaps",
    "....x....",
    10,
    [
      { from: 0, to: 40 },
      { from: 50, to: 90 },
    ],
  ],
])("%s: %s", (_name, signs, interval, expected) => {
  expect(silencesOf(bins(signs), interval, 1000)).toEqual(expected);
});

test("the future is not silence", () => {
  expect(silencesOf(bins("x........"), 10, 55)).toEqual([{ from: 10, to: 55 }]);
  expect(silencesOf(bins("x........"), 10, 20)).toEqual([]);
});

test("a lost probe is not silence", () => {
  expect(silencesOf([binOf(0, 1000, [], 1)], 10, 2000)).toEqual([]);
});
