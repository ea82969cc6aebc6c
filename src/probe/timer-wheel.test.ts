import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { tick, TimerWheel } from "./timer-wheel.ts";

const start = 3_600e9 + 123;
const turn = 4096 * tick;
const wheelOf = (slots: number) => new TimerWheel(slots, nanoseconds(start));

function due(wheel: TimerWheel, now: number): number[] {
  const slots: number[] = [];
  wheel.advance(nanoseconds(now), (slot) => slots.push(slot));
  return slots;
}

describe("a deadline", () => {
  test("is kept: not before it is due, and within one tick after", () => {
    const wheel = wheelOf(1);
    wheel.schedule(0, start + 5 * tick);
    expect(due(wheel, start + 5 * tick - 1)).toEqual([]);
    expect(due(wheel, start + 6 * tick)).toEqual([0]);
    expect(due(wheel, start + 9 * tick)).toEqual([]);
  });

  test("more than one turn ahead waits for its own turn", () => {
    const wheel = wheelOf(1);
    wheel.schedule(0, start + 2.5 * turn);
    expect(due(wheel, start + 0.5 * turn)).toEqual([]);
    expect(due(wheel, start + 1.5 * turn)).toEqual([]);
    expect(due(wheel, start + 2.5 * turn + tick)).toEqual([0]);
  });

  test("that has passed when it is set comes at the next tick", () => {
    const wheel = wheelOf(1);
    expect(due(wheel, start + 5 * tick)).toEqual([]);
    wheel.schedule(0, start);
    expect(due(wheel, start + 6 * tick)).toEqual([0]);
  });

  test("set anew by its own visitor is kept too", () => {
    const wheel = wheelOf(1);
    const visits: number[] = [];
    const again = (now: number) =>
      wheel.advance(nanoseconds(now), (slot) => {
        visits.push(now - start);
        wheel.schedule(slot, now);
      });
    wheel.schedule(0, start + tick);
    for (let ticks = 0; ticks <= 4; ticks++) again(start + ticks * tick);
    expect(visits).toEqual([2, 3, 4].map((ticks) => ticks * tick));
  });
});

test("nothing is due when nothing is set", () => {
  const wheel = wheelOf(2);
  expect(wheel.nextDue()).toBe(Number.POSITIVE_INFINITY);
  wheel.schedule(1, start + tick);
  wheel.cancel(1);
  wheel.cancel(0);
  expect(wheel.nextDue()).toBe(Number.POSITIVE_INFINITY);
});

type Step =
  | { do: "schedule"; slot: number; ahead: number }
  | { do: "cancel"; slot: number }
  | { do: "advance"; by: number };

const slots = 8;
const slot = fc.nat(slots - 1);
const span = fc.oneof(
  fc.integer({ min: 1, max: 5 * tick }),
  fc.integer({ min: 1, max: 3 * turn }),
  // Whole ticks and turns, where a boundary is easily missed.
  fc.integer({ min: 1, max: 20 }).map((ticks) => ticks * tick),
  fc.integer({ min: 1, max: 3 }).map((turns) => turns * turn),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("schedule" as const), slot, ahead: span }),
  fc.record({ do: fc.constant("cancel" as const), slot }),
  fc.record({ do: fc.constant("advance" as const), by: span }),
);

test("it keeps every deadline that a plain list of them would", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const wheel = wheelOf(slots);
      const model = new Map<number, number>();
      let now = start;
      for (const one of steps) {
        if (one.do === "schedule") {
          wheel.schedule(one.slot, now + one.ahead);
          model.set(one.slot, now + one.ahead);
        } else if (one.do === "cancel") {
          wheel.cancel(one.slot);
          model.delete(one.slot);
        } else {
          now += one.by;
          for (const told of due(wheel, now)) {
            expect(model.get(told)).toBeLessThanOrEqual(now);
            model.delete(told);
          }
          for (const left of model.values()) expect(left).toBeGreaterThan(now - tick);
          // Whoever sleeps until the next moment neither oversleeps nor spins.
          expect(wheel.nextDue()).toBeGreaterThan(now);
          if (model.size === 0) expect(wheel.nextDue()).toBe(Number.POSITIVE_INFINITY);
          else expect(wheel.nextDue()).toBeLessThan(Math.min(...model.values()) + tick);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("deadlines of one tick are visited in the order in which they were set", () => {
  const wheel = new TimerWheel(8, nanoseconds(0));
  for (const one of [3, 1, 2, 0]) wheel.schedule(one, 5.5e6);
  wheel.cancel(2);
  const visited: number[] = [];
  wheel.advance(nanoseconds(20e6), (one) => visited.push(one));
  expect(visited).toEqual([3, 1, 0]);
});
