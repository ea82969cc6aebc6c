import type { Clock } from "../clock.ts";
import { type Instant, instantAfter, nanoseconds, type Nanoseconds } from "../units.ts";

/** By more than this the wall clock must leave the monotonic one before it counts as stepped. */
const step = 50e6;

/**
 * The clocks as Node shows them on every platform. Its wall clock has only milliseconds, so it is
 * read once and carried on by the monotonic clock, until it is seen to have been stepped.
 */
export class NodeClock implements Clock, Disposable {
  #anchor = anchorNow();

  monotonic(): Nanoseconds {
    return nanoseconds(Number(process.hrtime.bigint()));
  }

  wall(): Instant {
    const carried = this.#carried();
    const drift = carried.seconds * 1e3 + carried.nanoseconds / 1e6 - Date.now();
    if (Math.abs(drift) * 1e6 < step) return carried;
    this.#anchor = anchorNow();
    return this.#carried();
  }

  /** Nothing to give back; like the kernel's clock, so that either may be used. */
  [Symbol.dispose](): void {}

  #carried(): Instant {
    const { wall, monotonic } = this.#anchor;
    return instantAfter(wall, nanoseconds(Number(process.hrtime.bigint() - monotonic)));
  }
}

function anchorNow(): { readonly wall: Instant; readonly monotonic: bigint } {
  const now = Date.now();
  const seconds = Math.floor(now / 1000);
  return {
    wall: { seconds, nanoseconds: (now - seconds * 1000) * 1e6 },
    monotonic: process.hrtime.bigint(),
  };
}
