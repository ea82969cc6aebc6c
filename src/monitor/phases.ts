import { nanoseconds, type Nanoseconds } from "../units.ts";

/** The golden ratio's fraction: its multiples fill a circle evenly, however many there are. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * Where in their intervals endpoints begin. However many come, at the start or one by one, they are
 * spread over the interval (Weyl's equidistribution), so that nothing leaves in a herd.
 */
export class Phases {
  #taken = 0;

  /** From 0 to below `interval`. */
  next(interval: Nanoseconds): Nanoseconds {
    this.#taken++;
    return nanoseconds(Math.floor(((this.#taken * golden) % 1) * interval));
  }
}
