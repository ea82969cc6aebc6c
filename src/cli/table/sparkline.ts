import { lost, type Mark, nothing } from "./minute.ts";

const bars = "▁▂▃▄▅▆▇█";

/** So many marks make a bar higher: a delay that varies by less than 30 % looks flat, as it should. */
const leastStep = 3;

/**
 * A minute in `columns` cells, newest to the right: the worst of each column's seconds, as a bar
 * above the row's own least delay, or `×` where a probe was lost. `columns` divides the marks.
 * `second` is that of the newest mark: a second keeps to its column until that moves on as a whole.
 */
export function sparkline(minute: readonly Mark[], columns: number, second: number): string {
  const seconds = minute.length / columns;
  const ahead = seconds - 1 - (second % seconds);
  const marks = minute.slice(ahead);
  const delays = marks.filter((mark) => mark !== nothing && mark !== lost);
  const least = Math.min(...delays);
  const step = Math.max(leastStep, (Math.max(...delays) - least + 1) / bars.length);
  let line = "";
  for (let column = 0; column < columns; column++) {
    const worst = Math.max(nothing, ...marks.slice(column * seconds, (column + 1) * seconds));
    line +=
      worst === nothing ? " " : worst === lost ? "×" : bars[Math.floor((worst - least) / step)];
  }
  return line;
}
