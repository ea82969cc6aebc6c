import type { Clock } from "../clock.ts";
import {
  elapsedBetween,
  type Instant,
  instantAfter,
  nanoseconds,
  type Nanoseconds,
} from "../units.ts";

/** A reading whose two looks at the monotonic clock lie closer than this is good at once. */
const tightReading = 2_000;
const mostReadings = 8;
/** Nanoseconds by which two offsets may differ through reading alone, beside their own uncertainty. */
const slack = 10_000;

/**
 * Watches the wall clock against the monotonic one. Kernel stamps are wall-clock times, so a step
 * between two of them bends their difference; the offset between the clocks shows the step.
 */
export class ClockWatch {
  /** The last reading, monotonic. */
  now: Nanoseconds;
  /** Wall minus monotonic at the last reading, relative to the first: nonzero after a step. */
  offset = 0;
  /** How far `offset` may be off. */
  uncertainty = 0;
  /** Steps seen since the start. */
  steps = 0;
  readonly #clock: Clock;
  readonly #wallStart: Instant;
  readonly #start: Nanoseconds;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.now = this.#start = clock.monotonic();
    this.#wallStart = clock.wall();
    this.#look();
  }

  /** Reads both clocks and counts a step since the last reading. */
  read(): void {
    const { offset, uncertainty } = this;
    this.#look();
    if (this.differs(offset, uncertainty)) this.steps++;
  }

  /** Whether the wall clock was stepped between an earlier offset and the last reading. */
  differs(offset: number, uncertainty: number): boolean {
    return Math.abs(this.offset - offset) > slack + uncertainty + this.uncertainty;
  }

  /** The wall clock's time at a monotonic moment when the clocks' offset was `offset`. */
  wallAt(monotonic: number, offset: number): Instant {
    return instantAfter(this.#wallStart, nanoseconds(Math.round(offset + monotonic - this.#start)));
  }

  /** Takes the tightest of a few readings: a thread that is interrupted half-way reads nonsense. */
  #look(): void {
    let tightest = Number.POSITIVE_INFINITY;
    for (let reading = 0; reading < mostReadings && tightest > tightReading; reading++) {
      const before = this.#clock.monotonic();
      const wall = this.#clock.wall();
      const after = this.#clock.monotonic();
      if (after - before >= tightest) continue;
      tightest = after - before;
      this.now = after;
      this.uncertainty = tightest / 2;
      const monotonicElapsed = (before + after) / 2 - this.#start;
      this.offset = elapsedBetween(this.#wallStart, wall) - monotonicElapsed;
    }
    this.now = nanoseconds(this.now);
  }
}
