import { expect, test } from "vitest";
import { count, delay, percent } from "./numbers.ts";

test.each([
  [0.0061, "6.1 µs"],
  [0.84, "840 µs"],
  [0.9999, "1 ms"],
  [11.402113, "11.4 ms"],
  [999.9, "1 s"],
  [1234.5, "1.23 s"],
  [undefined, "–"],
])("a delay of %s ms is %s", (ms, text) => {
  expect(delay(ms, "en")).toBe(text.replace(" ", "\u00a0"));
});

test.each([
  [undefined, "–"],
  [0, "0%"],
  [0.0000001, "0.01%"],
  [0.0345, "3.45%"],
  [0.5, "50%"],
  [0.99999, "99.9%"],
  [1, "100%"],
])("a share of %s is %s", (share, text) => {
  expect(percent(share, "en")).toBe(text);
});

test("counts are grouped as the language does", () => {
  expect(count(1234567, "en")).toBe("1,234,567");
  expect(count(1234567, "ja")).toBe("1,234,567");
});
