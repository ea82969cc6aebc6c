import { decodeHistogram, type Histogram } from "../stats/index.ts";
import type { SeriesBin } from "../store/index.ts";
import { factNames, type JsonOctets } from "./json-octets.ts";

const outcomes = ["open", "closed", "unreachable", "timeout", "error"] as const;
const quantiles = [
  ["p5Ms", 0.05],
  ["p25Ms", 0.25],
  ["p50Ms", 0.5],
  ["p75Ms", 0.75],
  ["p95Ms", 0.95],
  ["p99Ms", 0.99],
] as const;

const ofBin = factNames("start", "end", "sent", "lost", "outcomes", "late", "histogram");
const ofOutcomes = factNames(...outcomes);
const ofDelays = factNames("minMs", ...quantiles.map(([name]) => name), "maxMs");
const ofHistogram = factNames("scale", "offset", "counts", "zeroCount");

/**
 * Writes what was probed in one stretch of time, as `BinBody` has it. Throws RangeError when its histogram
 * cannot be read. HOT: for each bin of a series.
 */
export function writeBin(json: JsonOctets, bin: SeriesBin): void {
  const histogram = decodeHistogram(bin.histogram);
  const from = json.length;
  json.copy(ofBin.start).number(bin.start);
  json.copy(ofBin.end).number(bin.end);
  json.copy(ofBin.sent).number(bin.sent);
  json.copy(ofBin.lost).number(bin.timeout);
  const counts = json.copy(ofBin.outcomes).length;
  for (const outcome of outcomes) json.copy(ofOutcomes[outcome]).number(bin[outcome]);
  json.enclose(counts);
  json.copy(ofBin.late).number(bin.late);
  if (histogram.count > 0) writeDelays(json, histogram);
  writeHistogram(json.copy(ofBin.histogram), histogram);
  json.enclose(from);
}

/** Digits beyond a nanosecond would say nothing: only the least and the greatest are exact. */
function writeDelays(json: JsonOctets, histogram: Histogram): void {
  json.copy(ofDelays.minMs).ms(histogram.min!);
  for (const [name, share] of quantiles)
    json.copy(ofDelays[name]).ms(Math.round(histogram.quantile(share)!));
  json.copy(ofDelays.maxMs).ms(histogram.max!);
}

function writeHistogram(json: JsonOctets, histogram: Histogram): void {
  const { scale, offset, counts, zeroCount } = histogram.snapshot();
  const from = json.length;
  json.copy(ofHistogram.scale).number(scale);
  json.copy(ofHistogram.offset).number(offset);
  json.copy(ofHistogram.counts).numbers(counts);
  json.copy(ofHistogram.zeroCount).number(zeroCount);
  json.enclose(from);
}
