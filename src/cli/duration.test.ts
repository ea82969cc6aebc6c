import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { formatDuration, parseDuration } from "./duration.ts";

describe("a duration", () => {
  test.each([
    ["200ms", 200e6],
    ["1s", 1e9],
    ["1", 1e9],
    ["1.5", 1.5e9],
    [".5", 0.5e9],
    ["1.", 1e9],
    ["2m", 120e9],
    ["1h", 3600e9],
    ["500us", 500e3],
    ["500µs", 500e3],
    ["7ns", 7],
    ["0", 0],
    ["0.1ms", 100e3],
    ["1.0000000014s", 1_000_000_001],
  ])("%s", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test.each([
    "",
    "-1s",
    "+1s",
    "1d",
    "1 s",
    "1S",
    "s",
    ".",
    "1e3",
    "NaN",
    "Infinity",
    "0x1",
    "9999999h",
  ])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test("any whole number of nanoseconds reads back as it was written", () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.constantFrom(1, 1e3, 1e6, 1e9, 60e9, 3600e9),
        (count, scale) => {
          const duration = nanoseconds(
            scale * (count % Math.floor(Number.MAX_SAFE_INTEGER / scale)),
          );
          expect(parseDuration(formatDuration(duration))).toBe(duration);
        },
      ),
    );
  });
});
