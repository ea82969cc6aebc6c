import type { History } from "./history.ts";
import type { HistoryReader } from "./history-reader.ts";
import { Rota } from "./rota.ts";
import type { Retention, SeriesId, WindowSummary } from "./store.ts";

const second = 1000;
const [hour, day] = [3600 * second, 86_400 * second];
const compactEvery = 120;
const tidyEvery = 10;
/** Series that are freed of what is too old in one second. */
const retainedASecond = 100;
/** Within this many seconds each series that is measured is summed up anew, */
const windowsWithin = 50;
/** but never more than this in one: each takes about a millisecond, and later is better than dearer. */
const windowsASecond = 100;

/** Numbers of a summary: sent, lost, p50, p95, p99 (-1: none). */
export const numbersPerSummary = 5;
/** Numbers for each series: itself, then the summaries of hour and day. */
export const numbersPerWindow = 1 + 2 * numbersPerSummary;

/** What the store's thread does once a second, in small steps, beside what it is asked for. */
export class Upkeep {
  retention: Retention;
  readonly #history: History;
  readonly #reader: HistoryReader;
  /** Every series that there is; those with samples within a day. */
  readonly #all = new Rota<SeriesId>();
  readonly #measured = new Rota<SeriesId>();
  #seconds = 0;
  #isCompacting = false;
  /** Whether there is more to roll up than was in the last step: `rollUp` does the next. */
  isBehind = false;

  constructor(history: History, reader: HistoryReader, retention: Retention) {
    this.#history = history;
    this.#reader = reader;
    this.retention = retention;
    for (const { id } of history.series()) this.follow(id);
  }

  /** A series that there is from now on, or that was measured again. */
  follow(series: SeriesId): void {
    this.#all.add(series);
    this.#measured.add(series);
  }

  /** One second's worth of it; returns the numbers of the series whose turn it was. */
  tend(now: number): Float64Array {
    this.#seconds++;
    // First what makes room: on a full disk the rest may need it.
    this.#history.retain(this.#all.take(retainedASecond), this.retention, now);
    if (this.#seconds % tidyEvery === 0) this.#history.tidy(this.retention, now);
    this.rollUp(now);
    if (this.#seconds % compactEvery === 0) this.#isCompacting = true;
    if (this.#isCompacting) this.#isCompacting = this.#history.compact();
    return this.#windows(now);
  }

  rollUp(now: number): void {
    this.isBehind = this.#history.rollUp(now);
  }

  #windows(now: number): Float64Array {
    const due = Math.ceil(this.#measured.size / windowsWithin);
    const turn = this.#measured.take(Math.min(due, windowsASecond));
    const numbers = new Float64Array(turn.length * numbersPerWindow);
    for (const [n, series] of turn.entries()) {
      const lastHour = this.#reader.window(series, hour, now);
      const lastDay = this.#reader.window(series, day, now);
      const row = [series, ...numbersOf(lastHour), ...numbersOf(lastDay)];
      numbers.set(row, n * numbersPerWindow);
      // Whose day is empty is not measured any more; a sample brings it back.
      if (lastDay.sent === 0) this.#measured.delete(series);
    }
    return numbers;
  }
}

const numbersOf = ({ sent, lost, p50, p95, p99 }: WindowSummary): number[] => [
  sent,
  lost,
  p50 ?? -1,
  p95 ?? -1,
  p99 ?? -1,
];
