import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Clock } from "../clock.ts";
import { VirtualClock } from "../testing/index.ts";
import { type Instant, nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { ClockWatch } from "./clock-watch.ts";

const ms = nanosecondsFromMilliseconds;

describe("steps", () => {
  test("none while both clocks go on together", () => {
    const clock = new VirtualClock();
    const watch = new ClockWatch(clock);
    for (let reading = 0; reading < 100; reading++) {
      clock.advance(ms(1234.567891));
      watch.read();
    }
    expect([watch.steps, watch.offset]).toEqual([0, 0]);
  });

  test.each([1000, -1000, 0.02, -0.02])("by %d ms is one, counted once", (byMs) => {
    const clock = new VirtualClock();
    const watch = new ClockWatch(clock);
    const { offset, uncertainty } = watch;
    clock.advance(ms(5));
    clock.stepWall(ms(byMs));
    watch.read();
    watch.read();
    expect(watch.steps).toBe(1);
    expect(watch.offset).toBe(ms(byMs));
    expect(watch.differs(offset, uncertainty)).toBe(true);
  });

  test("a microsecond is none: two readings differ by that much on their own", () => {
    const clock = new VirtualClock();
    const watch = new ClockWatch(clock);
    clock.stepWall(ms(0.001));
    watch.read();
    expect(watch.steps).toBe(0);
  });
});

/** A clock on which every reading takes time: the next of `costs`, then none. */
class CostlyClock extends VirtualClock {
  costs: number[] = [];

  override wall(): Instant {
    const half = nanoseconds((this.costs.shift() ?? 0) / 2);
    this.advance(half);
    const now = super.wall();
    this.advance(half);
    return now;
  }
}

/** A watch after one reading whose looks at the wall clock took that long. */
const interrupted = (...costs: number[]) => {
  const clock = new CostlyClock();
  const watch = new ClockWatch(clock);
  clock.costs = costs;
  watch.read();
  return watch;
};

describe("a thread that is interrupted while it reads", () => {
  test("reads again and sees no step", () => {
    const watch = interrupted(50e6, 40e6, 200);
    expect(watch).toMatchObject({ steps: 0, uncertainty: 100 });
  });

  test("every time knows how little it knows", () => {
    const watch = interrupted(...Array.from({ length: 8 }, (_, n) => (n + 1) * 1e6));
    expect(watch).toMatchObject({ steps: 0, uncertainty: 0.5e6 });
    expect(watch.differs(0.4e6, 0)).toBe(false);
    expect(watch.differs(0.6e6, 0)).toBe(true);
  });

  /** The whole delay before the clock is looked at: as unlucky as a reading can be. */
  test("at the worst place takes no delay for a step", () => {
    const clock: Clock & { monotonicNow: number } = {
      monotonicNow: 0,
      monotonic() {
        return nanoseconds(this.monotonicNow);
      },
      wall() {
        this.monotonicNow += 30e6;
        return { seconds: 0, nanoseconds: this.monotonicNow };
      },
    };
    const watch = new ClockWatch(clock);
    watch.read();
    expect(watch.steps).toBe(0);
  });
});

test("the wall clock's time at a monotonic moment is a proper instant", () => {
  fc.assert(
    fc.property(
      fc.nat(999_999_999),
      fc.integer({ min: -2e9, max: 2e9 }).map((half) => half / 2),
      (nanosecond, offset) => {
        const start = nanoseconds(5e9);
        const clock = new VirtualClock(start, { seconds: 1_767_225_600, nanoseconds: nanosecond });
        const at = new ClockWatch(clock).wallAt(start, offset);
        expect(at.nanoseconds).toBeGreaterThanOrEqual(0);
        expect(at.nanoseconds).toBeLessThan(1e9);
        const elapsed = (at.seconds - 1_767_225_600) * 1e9 + at.nanoseconds - nanosecond;
        expect(Math.abs(elapsed - offset)).toBeLessThanOrEqual(0.5);
      },
    ),
    { examples: [[999_999_999, 0.5]] },
  );
});
