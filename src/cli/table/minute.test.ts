import { describe, expect, test } from "vitest";
import { nanosecondsFromMilliseconds as ms } from "../../units.ts";
import { lost, markOf, Minutes, nothing } from "./minute.ts";
import { sparkline } from "./sparkline.ts";

const minuteOf = (marks: Record<number, number>) =>
  Array.from({ length: 60 }, (_, place) => marks[place] ?? nothing);

describe("the last minute of an endpoint", () => {
  test("is kept second by second, oldest first", () => {
    const minutes = new Minutes(2);
    minutes.mark(1, 0, 7);
    minutes.mark(1, 1, 8);
    minutes.mark(1, 59, 9);
    expect(minutes.of(1, 59)).toEqual(minuteOf({ 0: 7, 1: 8, 59: 9 }));
    expect(minutes.of(0, 59)).toEqual(minuteOf({}));
  });

  test("forgets what is older than a minute, told or not", () => {
    const minutes = new Minutes(1);
    minutes.mark(0, 1, 8);
    minutes.mark(0, 59, 9);
    expect(minutes.of(0, 61)).toEqual(minuteOf({ 57: 9 }));
    minutes.mark(0, 62, 5);
    expect(minutes.of(0, 62)).toEqual(minuteOf({ 56: 9, 59: 5 }));
    minutes.mark(0, 500, 6);
    expect(minutes.of(0, 500)).toEqual(minuteOf({ 59: 6 }));
    expect(minutes.of(0, 1000)).toEqual(minuteOf({}));
  });

  test("shows of each second the worst", () => {
    const minutes = new Minutes(1);
    for (const mark of [5, lost, 3]) minutes.mark(0, 10, mark);
    expect(minutes.of(0, 10).at(-1)).toBe(lost);
  });
});

describe("a delay as a mark", () => {
  test("grows with the delay, and is never taken for loss nor for nothing", () => {
    const marks = [0, 1e-6, 0.001, 0.0011, 1, 1.2, 100, 1e4, 1e9].map((delay) => markOf(ms(delay)));
    expect(marks).toEqual(marks.toSorted((one, other) => one - other));
    expect(marks[0]).toBeGreaterThan(nothing);
    expect(marks.at(-1)).toBeLessThan(lost);
  });
});

describe("a sparkline", () => {
  const flat = Array.from({ length: 60 }, () => markOf(ms(20)));

  test("of an even delay is flat", () => {
    const wobbling = flat.map((_, second) => markOf(ms(20 + (second % 4))));
    expect(sparkline(wobbling, 60, 59)).toBe("▁".repeat(60));
  });

  test("rises with the delay, marks what was lost, and leaves out what was not asked", () => {
    const marks = minuteOf({ 50: markOf(ms(1)), 55: lost, 57: markOf(ms(2)), 59: markOf(ms(200)) });
    expect(sparkline(marks, 60, 59).slice(-10)).toBe("▁    × ▂ █");
  });

  test("shows the worst of the seconds that share a column", () => {
    const marks = flat.with(13, lost).with(59, markOf(ms(900)));
    expect(sparkline(marks, 10, 59)).toBe("▁▁×▁▁▁▁▁▁█");
  });

  test("keeps a second in its column until that moves on as a whole", () => {
    const minutes = new Minutes(1);
    for (let second = 0; second < 60; second++) minutes.mark(0, second, flat[0]!);
    minutes.mark(0, 30, lost);
    const seen = [59, 60, 61, 62, 63, 64, 65].map((now) => sparkline(minutes.of(0, now), 10, now));
    expect(seen.map((line) => line.indexOf("×"))).toEqual([5, 4, 4, 4, 4, 4, 4]);
    expect(seen.map((line) => line.length)).toEqual([10, 10, 10, 10, 10, 10, 10]);
  });
});
