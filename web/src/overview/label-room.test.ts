import { expect, test } from "vitest";
import { fittingLabels } from "./label-room.ts";

test.each([
  ["all of them", [30, 30], 64, 2],
  ["a count alone", [30, 30], 63, 0],
  ["no room at all", [30, 30, 30], 10, 0],
  ["a negative room", [30], -5, 0],
  ["two of three, and a count", [30, 30, 60], 108, 2],
  ["one of three, and a count", [30, 30, 60], 107, 1],
  ["a single one that fits needs no count", [50], 50, 1],
  ["none", [], 100, 0],
])("%s", (_name, widths, room, expected) => {
  expect(fittingLabels(widths, room)).toBe(expected);
});
