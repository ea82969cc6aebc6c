import type { Clock } from "../clock.ts";
import { type Instant, instantAfter, nanoseconds, type Nanoseconds } from "../units.ts";

type Alarm = { readonly due: number; readonly ring: () => void };

/** Both clocks of a machine that stand still until they are moved: whoever uses it never sleeps. */
export class VirtualClock implements Clock {
  #monotonic: number;
  #wall: Instant;
  /** By when they are due; those of one moment in the order in which they were set. */
  readonly #alarms: Alarm[] = [];

  /** Starts an hour after boot at 2026-01-01T00:00:00Z, unless said otherwise. */
  constructor(
    monotonic = nanoseconds(3600e9),
    wall: Instant = { seconds: 1767225600, nanoseconds: 0 },
  ) {
    this.#monotonic = monotonic;
    this.#wall = wall;
  }

  monotonic(): Nanoseconds {
    return nanoseconds(this.#monotonic);
  }

  wall(): Instant {
    return this.#wall;
  }

  /** When the next alarm rings, monotonic; Infinity when none is set. */
  get nextAlarm(): number {
    return this.#alarms[0]?.due ?? Number.POSITIVE_INFINITY;
  }

  /** Calls `ring` when that much time has passed, at exactly that moment. */
  after(wait: Nanoseconds, ring: () => void): void {
    const due = this.#monotonic + wait;
    const earlier = this.#alarms.findLastIndex((alarm) => alarm.due <= due);
    this.#alarms.splice(earlier + 1, 0, { due, ring });
  }

  /** Lets time pass on both clocks; every alarm on the way rings at its own moment. */
  advance(by: Nanoseconds): void {
    if (!(by >= 0)) throw new RangeError(`time does not pass by ${by} ns`);
    const end = this.#monotonic + by;
    while (this.nextAlarm <= end) {
      const { due, ring } = this.#alarms.shift()!;
      this.#moveTo(due);
      ring();
    }
    this.#moveTo(end);
  }

  /** Sets the wall clock forward, or back, while no time passes. */
  stepWall(by: Nanoseconds): void {
    this.#wall = instantAfter(this.#wall, by);
  }

  #moveTo(moment: number): void {
    // An alarm may itself have advanced the clock beyond this moment.
    if (moment <= this.#monotonic) return;
    this.#wall = instantAfter(this.#wall, nanoseconds(moment - this.#monotonic));
    this.#monotonic = moment;
  }
}
