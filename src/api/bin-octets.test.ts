import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeHistogram, Histogram } from "../stats/index.ts";
import type { SeriesBin } from "../store/index.ts";
import { nanoseconds } from "../units.ts";
import { writeBin } from "./bin-octets.ts";
import { JsonOctets } from "./json-octets.ts";
import { bodies } from "./schemas.ts";

const counts = fc.record({
  start: fc.nat(2 ** 43),
  end: fc.nat(2 ** 43),
  sent: fc.nat(),
  open: fc.nat(),
  closed: fc.nat(),
  unreachable: fc.nat(),
  timeout: fc.nat(),
  error: fc.nat(),
  late: fc.nat(),
});
const delays = fc.array(fc.oneof(fc.nat(2 ** 40), fc.nat(1000)), { maxLength: 40 });

const written = (bin: SeriesBin): unknown => {
  const json = new JsonOctets(64);
  writeBin(json, bin);
  return JSON.parse(new TextDecoder().decode(json.take()));
};

test("a bin tells its counts and its distribution, as the contract has them", () => {
  fc.assert(
    fc.property(counts, delays, (facts, all) => {
      const histogram = new Histogram();
      for (const delay of all) histogram.record(nanoseconds(delay));
      const body = written({ ...facts, histogram: encodeHistogram(histogram) });
      expect(bodies.series.safeParse({ bins: [body] }).error).toBeUndefined();

      const { timeout, open, closed, unreachable, error, late, start, end, sent } = facts;
      const quantile = (share: number) => Math.round(histogram.quantile(share)!) / 1e6;
      const { scale, offset, counts: buckets, zeroCount } = histogram.snapshot();
      expect(body).toEqual({
        start,
        end,
        sent,
        lost: timeout,
        late,
        outcomes: { open, closed, unreachable, timeout, error },
        ...(all.length > 0 && {
          minMs: Math.min(...all) / 1e6,
          p5Ms: quantile(0.05),
          p25Ms: quantile(0.25),
          p50Ms: quantile(0.5),
          p75Ms: quantile(0.75),
          p95Ms: quantile(0.95),
          p99Ms: quantile(0.99),
          maxMs: Math.max(...all) / 1e6,
        }),
        histogram: { scale, offset, counts: Array.from(buckets), zeroCount },
      });
    }),
  );
});
