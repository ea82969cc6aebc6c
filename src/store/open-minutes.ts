import { RollUp } from "./roll-up.ts";
import type { RawSample } from "./sample-codec.ts";

export const minuteOf = (microseconds: number): number => Math.floor(microseconds / 60e6);

/** The minutes that are not rolled up yet, each with its series: there are few minutes, and many series. */
export class OpenMinutes {
  readonly #byMinute = new Map<number, Map<number, RollUp>>();

  add(sample: RawSample): void {
    const number = minuteOf(sample.microseconds);
    let series = this.#byMinute.get(number);
    if (series === undefined) this.#byMinute.set(number, (series = new Map<number, RollUp>()));
    let rollUp = series.get(sample.series);
    if (rollUp === undefined) series.set(sample.series, (rollUp = new RollUp()));
    rollUp.add(sample);
  }

  has(series: number): boolean {
    return Array.from(this.#byMinute.values()).some((rollUps) => rollUps.has(series));
  }

  /** Minutes of a series that are still open. */
  *of(series: number): Iterable<readonly [minute: number, rollUp: RollUp]> {
    for (const [minute, rollUps] of this.#byMinute) {
      const rollUp = rollUps.get(series);
      if (rollUp !== undefined) yield [minute, rollUp];
    }
  }

  /** Those up to `last`, which stay until `forget`. */
  *upTo(last: number): Iterable<readonly [series: number, minute: number, rollUp: RollUp]> {
    for (const [minute, rollUps] of this.#byMinute) {
      if (minute > last) continue;
      for (const [series, rollUp] of rollUps) yield [series, minute, rollUp];
    }
  }

  forget(last: number): void {
    for (const minute of this.#byMinute.keys()) if (minute <= last) this.#byMinute.delete(minute);
  }
}
