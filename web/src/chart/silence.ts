import type { BinBody } from "../../../src/api/contract.ts";
import type { Span } from "./span.ts";

/** Longer than so many intervals without a probe, and it is not the rhythm but a gap. */
const patience = 3;

/**
 * The stretches of time in which nothing was probed: empty bins in a row, if they are longer than
 * what lies between two probes anyway. What is after `now` has not happened and is none.
 */
export function silencesOf(bins: readonly BinBody[], interval: number, now: number): Span[] {
  const silences: { from: number; to: number }[] = [];
  let last: { from: number; to: number } | undefined;
  for (const { start, end, sent } of bins) {
    if (sent > 0) last = undefined;
    else if (last !== undefined) last.to = Math.min(end, now);
    else if (start < now) {
      last = { from: start, to: Math.min(end, now) };
      silences.push(last);
    }
  }
  return silences.filter(({ from, to }) => to - from > patience * interval);
}
