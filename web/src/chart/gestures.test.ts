import { expect, test } from "vitest";
import { dragged } from "./gestures.ts";

/** A chart of 100 pixels from x = 50 on, which shows 1000 ms. */
const view = { from: 0, to: 1000 };
const drag = (from: number[], to: number[]) =>
  dragged(
    { view, touches: from.map((x, id) => ({ x, id })) },
    to.map((x, id) => ({ x, id })),
    50,
    100,
  );

test.each([
  ["nothing moved", [100], [100], { from: 0, to: 1000 }],
  ["a finger to the left shows what came later", [100], [90], { from: 100, to: 1100 }],
  ["two fingers apart zoom in", [90, 110], [80, 120], { from: 250, to: 750 }],
  ["two fingers together zoom out", [80, 120], [90, 110], { from: -500, to: 1500 }],
  ["two fingers along move it", [80, 120], [70, 110], { from: 100, to: 1100 }],
  ["fingers that change sides only move it", [90, 110], [110, 90], { from: -200, to: 800 }],
])("%s", (_name, from, to, expected) => {
  const { from: begin, to: end } = drag(from, to);
  expect(begin).toBeCloseTo(expected.from);
  expect(end).toBeCloseTo(expected.to);
});
