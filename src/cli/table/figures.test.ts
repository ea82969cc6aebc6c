import { describe, expect, test } from "vitest";
import { nanoseconds } from "../../units.ts";
import { grouped, shortCount, shortDelay, shortPercent } from "./figures.ts";

describe("figures for narrow columns", () => {
  test.each([
    [0, "0ns"],
    [850, "850ns"],
    [999.6, "1.00µs"],
    [26_873, "26.9µs"],
    [999_600, "1.00ms"],
    [11_402_113, "11.4ms"],
    [999e6, "999ms"],
    [12e9, "12.0s"],
    [3600e9, "3600s"],
  ])("%d ns is %s", (delay, text) => {
    expect(shortDelay(nanoseconds(delay))).toBe(text);
    expect(text.length).toBeLessThanOrEqual(6);
  });

  test.each([
    [0, "0%"],
    [0.0001, "<0.1%"],
    [0.001, "0.1%"],
    [1 / 3, "33.3%"],
    [0.9999, ">99.9"],
    [1, "100%"],
  ])("the share %d is %s", (ratio, text) => {
    expect(shortPercent(ratio)).toBe(text);
  });

  test("counts stay short, and long ones readable", () => {
    expect([0, 999_999, 1_200_000, 4.2e9].map(shortCount)).toEqual([
      "0",
      "999999",
      "1.20M",
      "4.20G",
    ]);
    expect([0, 999, 10_000, 1_234_567].map(grouped)).toEqual(["0", "999", "10,000", "1,234,567"]);
  });
});
