export type { Bucket, HistogramOptions } from "./histogram.ts";
export { Histogram } from "./histogram.ts";
export { decodeHistogram, encodeHistogram } from "./histogram-codec.ts";
export type { HistogramSnapshot } from "./histogram-snapshot.ts";
export { quantile } from "./quantile.ts";
export type { RttSummary } from "./rtt-summary.ts";
export { DEFAULT_EXACT_LIMIT, RttSamples, type RttSamplesOptions } from "./rtt-summary.ts";
export { Tally } from "./tally.ts";
export { wilsonInterval } from "./wilson.ts";
