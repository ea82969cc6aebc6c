import { expect, test } from "vitest";
import { delayText, shareText } from "./delay-text.ts";

test.each([
  [0.0061, "6.1 µs"],
  [0.84, "840 µs"],
  [0.9999, "1 ms"],
  [11.402113, "11.4 ms"],
  [999.9, "1 s"],
  [1234.5, "1.23 s"],
])("%f ms is %s", (ms, text) => {
  expect(delayText(ms, "en")).toBe(text.replace(" ", "\u00a0"));
});

test.each([
  [0, "0%"],
  [0.000031, "0.0031%"],
  [0.0345, "3.5%"],
  [1, "100%"],
])("%f is %s", (share, text) => {
  expect(shareText(share, "en")).toBe(text);
});
