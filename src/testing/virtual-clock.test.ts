import { expect, test } from "vitest";
import { formatInstant, nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { VirtualClock } from "./virtual-clock.ts";

const ms = nanosecondsFromMilliseconds;

test("both clocks stand still until time passes, and then pass together", () => {
  const clock = new VirtualClock();
  const before = clock.monotonic();
  expect(formatInstant(clock.wall())).toBe("2026-01-01T00:00:00.000000000Z");
  expect(clock.monotonic()).toBe(before);
  clock.advance(ms(1500.000001));
  expect(clock.monotonic() - before).toBe(1_500_000_001);
  expect(formatInstant(clock.wall())).toBe("2026-01-01T00:00:01.500000001Z");
});

test("a step moves the wall clock alone", () => {
  const clock = new VirtualClock();
  const before = clock.monotonic();
  clock.stepWall(ms(-1));
  expect(clock.monotonic()).toBe(before);
  expect(formatInstant(clock.wall())).toBe("2025-12-31T23:59:59.999000000Z");
});

test("alarms ring in order, each at its own moment, those of one moment as they were set", () => {
  const clock = new VirtualClock(nanoseconds(0));
  const rung: string[] = [];
  const ring = (name: string) => () => rung.push(`${name} ${clock.monotonic() / 1e6}`);
  clock.after(ms(3), ring("c"));
  clock.after(ms(1), ring("a"));
  clock.after(ms(3), ring("d"));
  clock.after(ms(2), ring("b"));
  clock.after(ms(9), ring("never"));
  expect(clock.nextAlarm).toBe(ms(1));
  clock.advance(ms(5));
  expect(rung).toEqual(["a 1", "b 2", "c 3", "d 3"]);
  expect([clock.nextAlarm, clock.monotonic()]).toEqual([ms(9), ms(5)]);
});

test("an alarm may set another one that rings on the way", () => {
  const clock = new VirtualClock(nanoseconds(0));
  const rung: number[] = [];
  clock.after(ms(1), () => clock.after(ms(1), () => rung.push(clock.monotonic())));
  clock.advance(ms(5));
  expect(rung).toEqual([ms(2)]);
});

test("an alarm that lets time pass itself makes the later ones late, never early", () => {
  const clock = new VirtualClock(nanoseconds(0));
  const rung: number[] = [];
  clock.after(ms(1), () => clock.advance(ms(10)));
  clock.after(ms(20), () => rung.push(clock.monotonic()));
  clock.advance(ms(5));
  expect(clock.monotonic()).toBe(ms(11));
  clock.advance(ms(9));
  expect(rung).toEqual([ms(20)]);
});

test("time does not run back", () => {
  expect(() => new VirtualClock().advance(nanoseconds(-1))).toThrow(RangeError);
});
