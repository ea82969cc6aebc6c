import type { HistogramBody } from "../../../src/api/contract.ts";
import type { DelayRange } from "./delay-axis.ts";

/** Shares of a bucket are whole multiples of this, so that their sums are exact in doubles. */
const grain = 2 ** 16;

/**
 * How many delays fall into each row of pixels of a logarithmic delay axis, the top row first. A
 * bucket that spans many rows is spread evenly over them, one that is narrower than a row goes into
 * it whole. What lies beyond the range is in the rows at the edge: the sum of all rows is the number
 * of samples, exactly.
 */
export function densityOf(
  histogram: HistogramBody,
  { least, most }: DelayRange,
  rows: number,
): Float64Array {
  const density = new Float64Array(rows);
  const bottom = Math.log2(least * 1e6);
  const rowsPerOctave = rows / (Math.log2(most * 1e6) - bottom);
  const height = 2 ** -histogram.scale * rowsPerOctave;
  const within = (row: number): number => Math.min(rows - 1, Math.max(0, row));
  density[rows - 1]! += histogram.zeroCount;
  for (const [slot, count] of histogram.counts.entries()) {
    if (count === 0) continue;
    const lower = (histogram.offset + slot) * height - bottom * rowsPerOctave;
    const first = within(Math.floor(lower));
    const last = within(Math.ceil(lower + height) - 1);
    let below = 0;
    for (let row = first; row <= last; row++) {
      const share = row === last ? 1 : Math.round(((row + 1 - lower) / height) * grain) / grain;
      density[rows - 1 - row]! += count * (share - below);
      below = share;
    }
  }
  return density;
}
