import { expect, test } from "vitest";
import { timeLabels } from "./time-axis.ts";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 31, 22);
const steps = (step: number, count: number) =>
  Array.from({ length: count }, (_, n) => start + n * step);
const english = { locale: "en", timeZone: "UTC" };

test.each([
  [
    "hours tell the date where it changes",
    hour,
    english,
    ["22:00\nJan 31", "23:00", "00:00\nFeb 1"],
  ],
  [
    "another zone has another clock",
    hour,
    { ...english, timeZone: "Asia/Tokyo" },
    ["07:00\nFeb 1", "08:00", "09:00"],
  ],
  ["seconds", 15_000, english, ["22:00:00\nJan 31", "22:00:15", "22:00:30"]],
  ["milliseconds", 100, english, ["22:00:00.000\nJan 31", "22:00:00.100", "22:00:00.200"]],
  ["days tell the year", day, english, ["Jan 31\n2026", "Feb 1", "Feb 2"]],
  [
    "days in Japanese",
    day,
    { locale: "ja", timeZone: "UTC" },
    ["1月31日\n2026年", "2月1日", "2月2日"],
  ],
  ["months", 30 * day, english, ["Jan\n2026", "Mar", "Apr"]],
  ["years", 366 * day, english, ["2026", "2027", "2028"]],
])("%s", (_name, step, style, expected) => {
  expect(timeLabels(steps(step, 3), step, style)).toEqual(expected);
});
