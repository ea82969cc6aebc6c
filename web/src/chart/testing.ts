import type { BinBody, HistogramBody } from "../../../src/api/contract.ts";
import { quantile } from "./histogram.ts";

/** The histogram of these delays (milliseconds) at `scale`, as the API would tell it. */
export function histogramOf(delays: readonly number[], scale = 5): HistogramBody {
  const indices = delays.map((delay) => Math.ceil(Math.log2(delay * 1e6) * 2 ** scale) - 1);
  if (indices.length === 0) return { scale, offset: 0, counts: [], zeroCount: 0 };
  const offset = Math.min(...indices);
  const counts = Array.from({ length: Math.max(...indices) - offset + 1 }, () => 0);
  for (const index of indices) counts[index - offset]! += 1;
  return { scale, offset, counts, zeroCount: 0 };
}

/** A bin of answered delays and so many lost probes. */
export function binOf(start: number, end: number, delays: readonly number[], lost = 0): BinBody {
  const histogram = histogramOf(delays);
  const sent = delays.length + lost;
  const outcomes = { open: delays.length, closed: 0, unreachable: 0, timeout: lost, error: 0 };
  const bin = { start, end, sent, lost, outcomes, late: 0, histogram };
  if (delays.length === 0) return bin;
  const at = (q: number): number => quantile(histogram, q)!;
  return {
    ...bin,
    minMs: Math.min(...delays),
    p5Ms: at(0.05),
    p25Ms: at(0.25),
    p50Ms: at(0.5),
    p75Ms: at(0.75),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: Math.max(...delays),
  };
}
