/** What the histogram costs, the best of several rounds of each. */
import { decodeHistogram, encodeHistogram, Histogram } from "../src/stats/index.ts";
import type { Nanoseconds } from "../src/units.ts";
import { judge } from "./target.ts";

const SAMPLES = 1 << 16;
const ROUNDS = 30;

/** Delays spread evenly over the octaves between the two, in an order that repeats on every run. */
function delays(count: number, from: number, to: number): Nanoseconds[] {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.round(from * (to / from) ** (state / 2 ** 32)) as Nanoseconds;
  });
}

function histogramOf(values: readonly Nanoseconds[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Nanoseconds of one call, in the round least disturbed. */
function best(calls: number, round: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ROUNDS; i++) {
    const start = process.hrtime.bigint();
    round();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / calls);
  }
  return least;
}

function measure(from: number, to: number) {
  const values = delays(SAMPLES, from, to);
  const recorded = new Histogram();
  const record = best(SAMPLES, () => {
    for (const value of values) recorded.record(value);
  });
  const sum = new Histogram();
  const merge = best(1000, () => {
    for (let i = 0; i < 1000; i++) sum.merge(recorded);
  });
  const sixty = histogramOf(delays(60, from, to));
  const octets = encodeHistogram(sixty);
  const encode = best(1000, () => {
    for (let i = 0; i < 1000; i++) encodeHistogram(sixty);
  });
  const decode = best(1000, () => {
    for (let i = 0; i < 1000; i++) decodeHistogram(octets);
  });
  const quantile = best(1000, () => {
    for (let i = 0; i < 1000; i++) recorded.quantile(0.99);
  });
  const { scale } = recorded;
  const buckets = [...recorded.buckets()].length;
  return { scale, buckets, record, merge, quantile, octets: octets.length, encode, decode };
}

type Costs = ReturnType<typeof measure>;

const inTable = ({ scale, buckets, record, merge, quantile, octets, encode, decode }: Costs) => ({
  scale,
  buckets,
  "record, ns": record.toFixed(1),
  "merge, µs": (merge / 1000).toFixed(2),
  "p99, µs": (quantile / 1000).toFixed(2),
  "octets of 60": octets,
  "encode 60, µs": (encode / 1000).toFixed(2),
  "decode 60, µs": (decode / 1000).toFixed(2),
});

const most = { record: 50, merge: 20_000, octets: 200 };

/** `npm run bench -- histogram`: returns whether all targets were met, by the dearest distribution. */
export function histogramCosts(): boolean {
  const costs = new Map([
    ["19…23 ms", measure(19e6, 23e6)],
    ["1…100 ms", measure(1e6, 1e8)],
    ["10 µs…10 s", measure(1e4, 1e10)],
    ["1 ns…52 days", measure(1, 2 ** 52)],
  ]);
  console.table(Object.fromEntries([...costs].map(([name, cost]) => [name, inTable(cost)])));
  const dearest = (part: keyof typeof most): number =>
    Math.max(...[...costs.values()].map((cost) => cost[part]));
  return judge([
    {
      promise: `a delay is recorded in ${most.record} ns at the most`,
      measured: `${dearest("record").toFixed(1)} ns`,
      met: dearest("record") <= most.record,
    },
    {
      promise: `two histograms are merged in ${most.merge / 1000} µs at the most`,
      measured: `${(dearest("merge") / 1000).toFixed(2)} µs`,
      met: dearest("merge") <= most.merge,
    },
    {
      promise: `60 delays take ${most.octets} octets at the most`,
      measured: `${dearest("octets")} octets`,
      met: dearest("octets") <= most.octets,
    },
  ]);
}
