import type { EndpointSummary } from "../../src/cli/endpoint-summary.ts";
import { type RttSummary, Tally } from "../../src/stats/index.ts";
import { nanoseconds } from "../../src/units.ts";

/** Summaries from counts, for tests of those who read them. */

export const counted = (
  counts: Partial<Record<keyof Tally, number>>,
  rejected: Record<string, number> = {},
): Tally => {
  const tally = Object.assign(new Tally(), counts);
  for (const [reason, times] of Object.entries(rejected)) tally.reject(reason, times);
  return tally;
};

const fiveSamples: RttSummary = {
  count: 5,
  min: nanoseconds(11_200_000),
  mean: nanoseconds(11_400_000),
  max: nanoseconds(11_900_000),
  standardDeviation: nanoseconds(200_000),
  p50: nanoseconds(11_400_000),
  p90: nanoseconds(11_900_000),
  p99: nanoseconds(11_900_000),
  variation: nanoseconds(300_000),
};

export const allOpen: EndpointSummary = {
  target: "example.com:443",
  endpoint: { address: "192.0.2.7", family: 4, port: 443 },
  tally: counted({ sent: 5, open: 5 }),
  rtt: fiveSamples,
  elapsed: nanoseconds(4_004_100_000),
  warnings: [],
};
