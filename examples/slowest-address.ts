/** Which address of a name is the furthest away? `npx tsx examples/slowest-address.ts example.com:443` */
import { formatEndpoint, Histogram, ping } from "halfopen";

const target = process.argv[2] ?? "localhost:443";
const delays = new Map<string, Histogram>();

for await (const { endpoint, ...result } of ping(target, { count: 10, allAddresses: true })) {
  const answered = result.outcome === "open" || result.outcome === "closed";
  if (!answered || result.rtt === undefined) continue;
  const name = formatEndpoint(endpoint);
  const histogram = delays.get(name) ?? new Histogram();
  histogram.record(result.rtt);
  delays.set(name, histogram);
}

const median = (histogram: Histogram): number => histogram.quantile(0.5) ?? 0;
for (const [name, histogram] of [...delays].toSorted(([, a], [, b]) => median(b) - median(a))) {
  console.log(
    `${name}: p50 ${(median(histogram) / 1e6).toFixed(3)} ms of ${histogram.count} answers`,
  );
}
