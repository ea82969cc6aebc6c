import { expect, test } from "vitest";
import { progressText } from "./progress.ts";

test.each([
  {
    name: "one thread",
    shares: [{ counters: { sent: 13_000, open: 12_000, timeout: 345 }, drops: 0, left: 52_536 }],
    pace: 998.4,
    text: "12,345 of 65,536 (18.8%), 998/s, 12,000 open, 345 timeout, 0 dropped, 0:53 left",
  },
  {
    name: "two threads, added up",
    shares: [
      { counters: { sent: 10, open: 5, closed: 2 }, drops: 1, left: 32_000 },
      { counters: { sent: 10, open: 4, closed: 1 }, drops: 2, left: 33_516 },
    ],
    pace: undefined,
    text: "12 of 65,536 (0.0%), 9 open, 3 closed, 3 dropped, 1:06 left",
  },
  {
    name: "nothing yet",
    shares: [],
    pace: 0,
    text: "0 of 65,536 (0.0%), 0/s, 0 open, 0 dropped, 18:12:16 left",
  },
])("$name", ({ shares, pace, text }) => {
  expect(progressText(shares, 65_536, 1000, pace)).toBe(text);
});

test("hours are told", () => {
  expect(progressText([], 1_000_000, 100, undefined)).toMatch(/ 2:46:40 left$/);
});
