import { expect, test } from "vitest";
import { ago, date, dateTime, duration } from "./time.ts";

const at = Date.UTC(2026, 0, 31, 23, 5, 9);
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

test.each([
  ["en", "UTC", "Jan 31, 2026, 23:05:09"],
  ["en", "Asia/Tokyo", "Feb 1, 2026, 08:05:09"],
  ["ja", "Asia/Tokyo", "2026/02/01 8:05:09"],
] as const)("a time in %s, %s", (locale, timeZone, expected) => {
  expect(dateTime(at, { locale, timeZone })).toBe(expected);
});

test("a date in a time zone", () => {
  expect(date(at, { locale: "en", timeZone: "UTC" })).toBe("Jan 31, 2026");
  expect(date(at, { locale: "en", timeZone: "Asia/Tokyo" })).toBe("Feb 1, 2026");
});

test.each([
  [-5, "0 sec", "0 秒"],
  [999, "0 sec", "0 秒"],
  [59_000, "59 sec", "59 秒"],
  [minute, "1 min", "1 分"],
  [61 * minute, "1 hr 1 min", "1 時間 1 分"],
  [hour + 5000, "1 hr", "1 時間"],
  [3 * day + 4 * hour + minute, "3 days 4 hr", "3 日 4 時間"],
])("a duration of %d ms", (length, english, japanese) => {
  expect(duration(length, "en")).toBe(english);
  expect(duration(length, "ja")).toBe(japanese);
});

test.each([
  [0, "0 sec. ago", "0 秒前"],
  [4 * minute + 59_000, "4 min. ago", "4 分前"],
  [50 * hour, "2 days ago", "2 日前"],
  // Clocks differ: what has not been yet was just now.
  [-3000, "0 sec. ago", "0 秒前"],
])("%d ms ago", (passed, english, japanese) => {
  expect(ago(at, at + passed, "en")).toBe(english);
  expect(ago(at, at + passed, "ja")).toBe(japanese);
});
