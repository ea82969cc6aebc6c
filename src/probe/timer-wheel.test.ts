import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { tick, TimerWheel } from "./timer-wheel.ts";

const start = 3_600e9 + 123;
const turn = 4096 * tick;
const wheelOf = (slots: number) => new TimerWheel(slots, nanoseconds(start));

/** All that is due; `room` is for how many at a time. */
function due(wheel: TimerWheel, now: number, room = 3): number[] {
  const slots: number[] = [];
  const into = new Int32Array(room);
  for (let taken = room; taken === room; ) {
    taken = wheel.takeDue(nanoseconds(now), into);
    slots.push(...into.subarray(0, taken));
  }
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

  test("set anew for the moment at which it was taken comes at the next tick", () => {
    const wheel = wheelOf(1);
    const takenAt: number[] = [];
    wheel.schedule(0, start + tick);
    for (let ticks = 0; ticks <= 4; ticks++) {
      const now = start + ticks * tick;
      for (const taken of due(wheel, now)) {
        takenAt.push(ticks);
        wheel.schedule(taken, now);
      }
    }
    expect(takenAt).toEqual([2, 3, 4]);
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

describe("deadlines of one tick", () => {
  const slotsInOrder = [3, 1, 2, 0, 7, 5];
  const wheelOfAll = () => {
    const wheel = new TimerWheel(8, nanoseconds(0));
    for (const one of slotsInOrder) wheel.schedule(one, 5.5e6);
    return wheel;
  };
  const now = nanoseconds(20e6);

  test("come in the order in which they were set", () => {
    const wheel = wheelOfAll();
    wheel.cancel(2);
    expect(due(wheel, now, 8)).toEqual([3, 1, 0, 7, 5]);
  });

  test("that are more than there is room for come in turns", () => {
    const wheel = wheelOfAll();
    const into = new Int32Array(4);
    expect(wheel.takeDue(now, into)).toBe(4);
    expect([...into]).toEqual([3, 1, 2, 0]);
    expect(wheel.takeDue(now, into)).toBe(2);
    expect([...into.subarray(0, 2)]).toEqual([7, 5]);
    expect(wheel.takeDue(now, into)).toBe(0);
  });

  test("that are cancelled or put off between two turns do not come", () => {
    const wheel = wheelOfAll();
    const into = new Int32Array(2);
    wheel.takeDue(now, into);
    wheel.cancel(2);
    wheel.schedule(0, now + tick);
    wheel.schedule(into[0]!, now + tick);
    expect(due(wheel, now)).toEqual([7, 5]);
    expect(due(wheel, now + 2 * tick)).toEqual([0, 3]);
  });
});
