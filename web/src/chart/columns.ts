import type { BinBody } from "../../../src/api/contract.ts";
import { type Span, type Stretch, stretchOf } from "./span.ts";

/** A bin and the columns of pixels that show it. */
export type Column = Stretch & { readonly bin: BinBody };

/** The bins that are in sight of `view`, each on its columns of pixels. */
export function columnsOf(bins: readonly BinBody[], view: Span, width: number): Column[] {
  return bins.flatMap((bin) => {
    const stretch = stretchOf({ from: bin.start, to: bin.end }, view, width);
    return stretch === undefined ? [] : [{ ...stretch, bin }];
  });
}

/** The bin that holds the instant `time`. */
export const binAt = (bins: readonly BinBody[], time: number): BinBody | undefined =>
  bins.find(({ start, end }) => start <= time && time < end);

/**
 * How many bins to ask for: one for each column of pixels, but none shorter than the rhythm of the
 * probes. So columns grow wide as one zooms in, and every sample stays legible.
 */
export function binsFor({ from, to }: Span, width: number, interval: number): number {
  const mostBins = 2000;
  return Math.max(1, Math.min(mostBins, Math.floor(width), Math.floor((to - from) / interval)));
}

/**
 * Columns in rows that belong together, for a line to be drawn through each: those with a delay, as
 * long as no loss of everything and no silence comes between. An empty bin between two probes of a
 * slow rhythm interrupts nothing.
 */
export function runsOf(columns: readonly Column[], silences: readonly Span[]): Column[][] {
  const runs: Column[][] = [];
  let run: Column[] | undefined;
  for (const column of columns) {
    const { bin } = column;
    if (bin.p50Ms !== undefined) {
      if (run === undefined) runs.push((run = []));
      run.push(column);
    } else if (bin.sent > 0 || silences.some(({ from, to }) => from < bin.end && bin.start < to)) {
      run = undefined;
    }
  }
  return runs;
}
