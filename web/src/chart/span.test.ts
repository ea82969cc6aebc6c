import fc from "fast-check";
import { expect, test } from "vitest";
import { stretchOf } from "./span.ts";

const view = { from: 1000, to: 2000 };

test.each([
  ["the whole view", { from: 1000, to: 2000 }, { left: 0, right: 100 }],
  ["a part", { from: 1200, to: 1300 }, { left: 20, right: 30 }],
  ["what began before", { from: 0, to: 1500 }, { left: 0, right: 50 }],
  ["what goes on after", { from: 1500, to: 9000 }, { left: 50, right: 100 }],
  ["an instant, which is a column all the same", { from: 1400, to: 1401 }, { left: 40, right: 41 }],
  ["the last instant", { from: 1999, to: 2000 }, { left: 99, right: 100 }],
  ["what ended before", { from: 0, to: 1000 }, undefined],
  ["what comes after", { from: 2000, to: 3000 }, undefined],
])("%s", (_name, span, expected) => {
  expect(stretchOf(span, view, 100)).toEqual(expected);
});

test("neighbours touch and do not overlap, as long as each is a column wide", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 800 }),
      fc.integer({ min: 800, max: 2000 }),
      (bins, width) => {
        const length = 1000 / bins;
        for (let n = 1; n < bins; n++) {
          const edge = view.from + n * length;
          const one = stretchOf({ from: edge - length, to: edge }, view, width)!;
          const next = stretchOf({ from: edge, to: edge + length }, view, width)!;
          expect(next.left).toBe(one.right);
        }
      },
    ),
  );
});
