import { RollUp } from "./roll-up.ts";
import type { RawSample } from "./sample-codec.ts";

export const minuteOf = (microseconds: number): number => Math.floor(microseconds / 60e6);

/** The minutes that are not rolled up yet, by series: small, because there are few of them. */
export class OpenMinutes {
  readonly #bySeries = new Map<number, Map<number, RollUp>>();

  add(sample: RawSample): void {
    let minutes = this.#bySeries.get(sample.series);
    if (minutes === undefined)
      this.#bySeries.set(sample.series, (minutes = new Map<number, RollUp>()));
    const number = minuteOf(sample.microseconds);
    let rollUp = minutes.get(number);
    if (rollUp === undefined) minutes.set(number, (rollUp = new RollUp()));
    rollUp.add(sample);
  }

  has(series: number): boolean {
    return this.#bySeries.has(series);
  }

  /** Minutes of a series that are still open. */
  of(series: number): Iterable<readonly [minute: number, rollUp: RollUp]> {
    return this.#bySeries.get(series) ?? [];
  }

  /** Those up to `last`, which stay until `forget`. */
  *upTo(last: number): Iterable<readonly [series: number, minute: number, rollUp: RollUp]> {
    for (const [series, minutes] of this.#bySeries) {
      for (const [minute, rollUp] of minutes) if (minute <= last) yield [series, minute, rollUp];
    }
  }

  forget(last: number): void {
    for (const [series, minutes] of this.#bySeries) {
      for (const minute of minutes.keys()) if (minute <= last) minutes.delete(minute);
      if (minutes.size === 0) this.#bySeries.delete(series);
    }
  }
}
