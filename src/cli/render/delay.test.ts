import { expect, test } from "vitest";
import { nanoseconds } from "../../units.ts";
import { formatDelay, formatDelays } from "./delay.ts";

test.each([
  [0, "0 ns"],
  [850, "850 ns"],
  [999, "999 ns"],
  [1_000, "1.000 µs"],
  [8_312, "8.312 µs"],
  [999_999, "999.999 µs"],
  [1_000_000, "1.000 ms"],
  [11_402_113, "11.402 ms"],
  [2_000_000_000, "2000.000 ms"],
  [9_999_999_000, "9999.999 ms"],
  [10_000_000_000, "10.000 s"],
  [61_234_567_890, "61.235 s"],
])("%i ns reads %s", (delay, text) => {
  expect(formatDelay(nanoseconds(delay))).toBe(text);
});

test("delays side by side share the unit of the longest", () => {
  expect(formatDelays([900, 8_312, 1_200_000].map(nanoseconds))).toBe("0.001/0.008/1.200 ms");
});
