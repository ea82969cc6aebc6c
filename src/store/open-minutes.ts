import { RollUp } from "./roll-up.ts";
import type { RawSample } from "./sample-codec.ts";

export const minuteOf = (microseconds: number): number => Math.floor(microseconds / 60e6);
export const hourOf = (minute: number): number => Math.floor(minute / 60);

/** What one minute of one series comes to so far. */
export type OpenMinute = {
  readonly series: number;
  readonly minute: number;
  readonly rollUp: RollUp;
};

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

  /** How many roll-ups there are of minutes up to `last`. */
  count(last: number): number {
    let count = 0;
    for (const [minute, rollUps] of this.#byMinute) if (minute <= last) count += rollUps.size;
    return count;
  }

  /**
   * The last minute of a step. All up to the minute `rolled` belongs to it, as long as the clock was set back too: no
   * row of the journal may be passed over of which something is still only here. Beyond that it takes of the oldest
   * hour, up to the minute `last`, one minute, and more of them as long as all of it is at most `most` roll-ups.
   */
  step(rolled: number, last: number, most: number): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const minute of this.#byMinute.keys()) {
      if (minute > rolled) oldest = Math.min(oldest, minute);
    }
    const end = Math.min(last, hourOf(oldest) * 60 + 59);
    let [taken, count] = [rolled, this.count(rolled)];
    for (let minute = oldest; minute <= end; minute++) {
      const size = this.#byMinute.get(minute)?.size ?? 0;
      count += size;
      if (count > most && taken > rolled) break;
      if (size > 0) taken = minute;
    }
    return taken;
  }

  /** Those up to `last`, which stay until `forget`. */
  upTo(last: number): OpenMinute[] {
    const found: OpenMinute[] = [];
    for (const [minute, rollUps] of this.#byMinute) {
      if (minute > last) continue;
      for (const [series, rollUp] of rollUps) found.push({ series, minute, rollUp });
    }
    return found;
  }

  forget(last: number): void {
    for (const minute of this.#byMinute.keys()) if (minute <= last) this.#byMinute.delete(minute);
  }
}
