import type { Instant, Nanoseconds } from "./units.ts";

/** The two clocks of a machine. Time is an argument: only the composition root picks the real ones. */
export interface Clock {
  /** CLOCK_MONOTONIC, nanoseconds since an arbitrary start; never stepped. */
  monotonic(): Nanoseconds;
  /** CLOCK_REALTIME, the clock of the kernel's packet stamps; may be stepped. */
  wall(): Instant;
  /** Where reading it takes memory of the kernel's: gives that back. */
  [Symbol.dispose]?(): void;
}
