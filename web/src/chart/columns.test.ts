import { expect, test } from "vitest";
import { binAt, binsFor, columnsOf, runsOf } from "./columns.ts";
import { binOf } from "./testing.ts";

const hour = 3_600_000;

test("bins out of sight have no columns", () => {
  const bins = [0, 10, 20, 30].map((start) => binOf(start, start + 10, [5]));
  const columns = columnsOf(bins, { from: 10, to: 30 }, 100);
  expect(columns.map(({ left, right }) => [left, right])).toEqual([
    [0, 50],
    [50, 100],
  ]);
});

test.each([
  ["a bin for each column of pixels", 24 * hour, 900, 1000, 900],
  ["none shorter than the rhythm", hour, 900, 10_000, 360],
  ["one sample all the width", 5000, 900, 10_000, 1],
  ["no more than the interface gives", 24 * hour, 5000, 1000, 2000],
])("%s", (_name, length, width, interval, expected) => {
  expect(binsFor({ from: 0, to: length }, width, interval)).toBe(expected);
});

test("the bin at an instant", () => {
  const bins = [binOf(0, 10, [1]), binOf(10, 20, [2])];
  expect(binAt(bins, 10)).toBe(bins[1]);
  expect(binAt(bins, 20)).toBeUndefined();
});

/** `x` answered, `l` all lost, `.` nothing sent. */
const runLengths = (signs: string, silences: { from: number; to: number }[] = []) => {
  const bins = Array.from(signs, (sign, n) =>
    binOf(n, n + 1, sign === "x" ? [5] : [], sign === "l" ? 1 : 0),
  );
  const columns = columnsOf(bins, { from: 0, to: signs.length }, 100);
  return runsOf(columns, silences).map((run) => run.length);
};

test.each([
  ["an unbroken line", "xxxx", [], [4]],
  ["loss of everything breaks it", "xxlxx", [], [2, 2]],
  ["an empty bin within the rhythm does not", "x.x.x", [], [3]],
  ["silence does", "xx...xx", [{ from: 2, to: 5 }], [2, 2]],
  ["nothing at all", "....", [], []],
])("%s", (_name, signs, silences, expected) => {
  expect(runLengths(signs, silences)).toEqual(expected);
});
