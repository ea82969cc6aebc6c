import { expect, test } from "vitest";
import { seenRows } from "./window.ts";

test.each([
  ["a list that begins below the header", 100, 800, { first: 0, last: 26 }],
  ["scrolled to the middle", -4000, 800, { first: 92, last: 128 }],
  ["not yet in sight", 2000, 800, { first: 0, last: 0 }],
  ["a tall screen sees more than sixty", 0, 2600, { first: 0, last: 73 }],
])("%s, rows of 40 px", (_name, top, height, expected) => {
  expect(seenRows(top, height, 40)).toEqual(expected);
});

test("however long the list is, the rows that are kept are as many as the window holds, and some", () => {
  for (let top = 0; top > -400_000; top -= 997) {
    const { first, last } = seenRows(top, 900, 40);
    expect(last - first).toBeLessThanOrEqual(900 / 40 + 2 * 8 + 2);
  }
});
