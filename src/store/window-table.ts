import type { Nanoseconds } from "../units.ts";
import type { LongWindows, SeriesId, WindowSummary } from "./store.ts";
import { numbersPerSummary, numbersPerWindow } from "./upkeep.ts";

/** Numbers of each series: the summaries of hour and day. */
const width = 2 * numbersPerSummary;
const seriesPerBlock = 128;

/** The last hour and day of each series as numbers, found by the series' own number: those are given in a row. */
export class WindowTable {
  readonly #blocks: (Float64Array | undefined)[] = [];

  /** Takes over rows as `Upkeep` makes them. */
  take(rows: Float64Array): void {
    for (let at = 0; at < rows.length; at += numbersPerWindow) {
      const series = rows[at]!;
      const block = (this.#blocks[blockOf(series)] ??= new Float64Array(seriesPerBlock * width));
      block.set(rows.subarray(at + 1, at + numbersPerWindow), placeOf(series));
    }
  }

  /** Undefined until there is a row of it, and when its day has nothing. HOT: for each endpoint of a list. */
  of(series: SeriesId): LongWindows | undefined {
    const block = this.#blocks[blockOf(series)];
    if (block === undefined) return undefined;
    const hour = placeOf(series);
    const day = hour + numbersPerSummary;
    return block[day] === 0
      ? undefined
      : { hour: summaryAt(block, hour), day: summaryAt(block, day) };
  }
}

const blockOf = (series: SeriesId): number => Math.floor(series / seriesPerBlock);
const placeOf = (series: SeriesId): number => (series % seriesPerBlock) * width;

/** Nothing is spread: it is HOT. */
function summaryAt(numbers: Float64Array, at: number): WindowSummary {
  const delay = (offset: number) => numbers[at + offset]! as Nanoseconds;
  const [sent, lost] = [numbers[at]!, numbers[at + 1]!];
  if (delay(2) < 0) return { sent, lost };
  return { sent, lost, p50: delay(2), p95: delay(3), p99: delay(4) };
}
