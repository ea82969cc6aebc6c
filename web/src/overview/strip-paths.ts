import type { GlanceCell } from "../../../src/api/contract.ts";

export const [cellWidth, height] = [3, 24];
const gap = 0.5;
const least = 3;

/** How much was lost, in four steps of colour; `none` where nothing was sent. */
export type Step = "none" | "0" | "1" | "2" | "3";
/** What is filled with one colour: its bars up to the median, and, paler, from there to p99. */
export type StripPath = { readonly step: Step; readonly median: string; readonly spread: string };

const stepOf = ({ sent, lost }: GlanceCell): Step => {
  if (sent === 0) return "none";
  const share = lost / sent;
  return share === 0 ? "0" : share < 0.05 ? "1" : share < 0.5 ? "2" : "3";
};

/**
 * The bars of an hour, as one path for each colour: thousands of bars are on screen, and any may change
 * every second. They end on half pixels, so that what nobody would see changing is not drawn anew. A bar
 * is as tall as the median delay is long, logarithmically; the usual one has half of the height.
 */
export function stripPaths(cells: readonly GlanceCell[]): StripPath[] {
  const usual = usualLog(cells);
  const toHeight = (ms: number): number =>
    // Twice the usual delay is a fifth of the strip taller.
    Math.max(
      least + 1,
      Math.min(height, halves(height * (0.5 + (0.2 * (Math.log(ms) - usual)) / Math.LN2))),
    );
  const paths = new Map<Step, { median: string; spread: string }>();
  for (const [index, cell] of cells.entries()) {
    const step = stepOf(cell);
    const path = paths.get(step) ?? { median: "", spread: "" };
    const middle = cell.p50Ms === undefined ? nothingHeight(cell) : toHeight(cell.p50Ms);
    path.median += bar(index, 0, middle);
    if (cell.p99Ms !== undefined) path.spread += bar(index, middle, toHeight(cell.p99Ms));
    paths.set(step, path);
  }
  return Array.from(paths, ([step, path]) => ({ step, ...path }));
}

const halves = (pixels: number): number => Math.round(pixels * 2) / 2;

/** A minute without an answer is as tall as it gets, one without probes hardly there. */
const nothingHeight = ({ lost }: GlanceCell): number => (lost > 0 ? height : least);

function bar(index: number, from: number, to: number): string {
  if (to <= from) return "";
  return `M${index * cellWidth} ${height - to}h${cellWidth - gap}v${to - from}h${gap - cellWidth}z`;
}

/** The middle one of the medians, as a logarithm. */
function usualLog(cells: readonly GlanceCell[]): number {
  const logs = cells.flatMap(({ p50Ms }) => (p50Ms === undefined ? [] : [Math.log(p50Ms)]));
  return logs.toSorted((a, b) => a - b)[Math.floor(logs.length / 2)] ?? 0;
}
