import { expect, test } from "vitest";
import { keptRows, seenRows } from "./window.ts";

test.each([
  ["a list that begins below the header", 100, 800, { first: -3, last: 18 }],
  ["scrolled to the middle", -4000, 800, { first: 100, last: 120 }],
  ["not yet in sight", 2000, 800, { first: -50, last: -30 }],
  ["a tall screen sees more than sixty", 0, 2600, { first: 0, last: 65 }],
])("%s, rows of 40 px: those that are seen", (_name, top, height, expected) => {
  expect(seenRows(top, height, 40)).toEqual(expected);
});

test.each([
  ["some on either side", { first: 100, last: 120 }, { first: 92, last: 128 }],
  ["none before the first", { first: -3, last: 18 }, { first: 0, last: 26 }],
  ["none where the list is far away", { first: -50, last: -30 }, { first: 0, last: 0 }],
])("kept beyond those that are seen: %s", (_name, seen, expected) => {
  expect(keptRows(seen)).toEqual(expected);
});

test("however long the list is, the rows that are kept are as many as the window holds, and some", () => {
  for (let top = 0; top > -400_000; top -= 997) {
    const { first, last } = keptRows(seenRows(top, 900, 40));
    expect(last - first).toBeLessThanOrEqual(900 / 40 + 2 * 8 + 2);
  }
});
