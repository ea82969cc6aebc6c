import { expect, test } from "vitest";
import { keyMove } from "./chart-keys.ts";

const span = { from: 100_000, to: 200_000 };

test.each([
  ["ArrowLeft", false, { view: { from: 75_000, to: 175_000 } }],
  ["ArrowRight", false, { view: { from: 125_000, to: 225_000 } }],
  ["ArrowLeft", true, { step: -1 }],
  ["ArrowRight", true, { step: 1 }],
  ["+", true, { view: { from: 125_000, to: 175_000 } }],
  ["=", false, { view: { from: 125_000, to: 175_000 } }],
  ["-", false, { view: { from: 50_000, to: 250_000 } }],
  ["0", false, { reset: true }],
  ["ArrowUp", false, undefined],
  ["Tab", false, undefined],
])("%s (shift: %s)", (key, shiftKey, expected) => {
  expect(keyMove({ key, shiftKey }, span)).toEqual(expected);
});
