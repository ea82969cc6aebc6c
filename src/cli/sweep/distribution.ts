import type { Histogram } from "../../stats/index.ts";

const mostRows = 12;
const barWidth = 40;

/**
 * Delays as a histogram of a few lines, each row twice (or four times, …) as long a delay as the
 * one before. Counts are exact: rows are whole buckets. Fewer than two rows say nothing.
 */
export function distributionLines(delays: Histogram): string[] {
  const rows = rowsOf(delays);
  if (rows.length < 2) return [];
  const bounds = rows.map(([, upper]) => `≤ ${short(upper)}`);
  const counts = rows.map(([, , count]) => String(count));
  const most = Math.max(...rows.map(([, , count]) => count));
  return [
    "round-trip delays:",
    ...rows.map(([, , count], index) => {
      const bar = "█".repeat(Math.round((count / most) * barWidth)) || (count > 0 ? "▏" : "");
      const bound = bounds[index]!.padStart(widest(bounds));
      return `  ${bound}  ${counts[index]!.padStart(widest(counts))}  ${bar}`.trimEnd();
    }),
  ];
}

const widest = (cells: readonly string[]): number => Math.max(...cells.map((cell) => cell.length));

type Row = readonly [lower: number, upper: number, count: number];

/** From the shortest to the longest delay, empty rows between them included. */
function rowsOf(delays: Histogram): Row[] {
  const coarse = delays.clone();
  for (let scale = Math.min(0, coarse.scale); scale > -6; scale--) {
    coarse.downscale(scale);
    const filled = [...coarse.buckets()];
    const [first] = filled;
    const last = filled.at(-1);
    if (first === undefined || last === undefined) return [];
    const ratio = 2 ** (2 ** -scale);
    const rows: Row[] = [];
    for (let lower: number = first[0]; lower < last[1]; lower *= ratio) {
      const count = filled.find(([from]) => Math.abs(from / lower - 1) < 0.01)?.[2] ?? 0;
      rows.push([lower, lower * ratio, count]);
    }
    if (rows.length <= mostRows) return rows;
  }
  return [];
}

/** Three digits: `131 µs`, `1.05 ms`. */
function short(delay: number): string {
  const [size, unit] =
    delay < 1e3 ? [1, "ns"] : delay < 1e6 ? [1e3, "µs"] : delay < 1e9 ? [1e6, "ms"] : [1e9, "s"];
  return `${Number((delay / size).toPrecision(3))} ${unit}`;
}
