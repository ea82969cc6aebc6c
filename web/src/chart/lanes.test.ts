import { expect, test } from "vitest";
import { lanesOf } from "./lanes.ts";

const lanes = (...spans: [number, number][]) =>
  lanesOf(spans.map(([from, to]) => ({ from, to }))).map(({ lane }) => lane);

test.each([
  [
    "one after the other share a lane",
    [
      [0, 5],
      [5, 9],
      [10, 12],
    ],
    [0, 0, 0],
  ],
  [
    "those that overlap do not",
    [
      [0, 5],
      [4, 9],
    ],
    [0, 1],
  ],
  [
    "a lane is taken again when it is free",
    [
      [0, 5],
      [4, 9],
      [6, 8],
      [7, 9],
    ],
    [0, 1, 0, 2],
  ],
] as [string, [number, number][], number[]][])("%s", (_name, spans, expected) => {
  expect(lanes(...spans)).toEqual(expected);
});
