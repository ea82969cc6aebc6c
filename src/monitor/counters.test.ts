import { expect, test } from "vitest";
import type { ProbeResult } from "../probe/index.ts";
import { bucketOf, Counters } from "./counters.ts";
import { rttBounds } from "./view.ts";

test("classic buckets reach from 10 µs to 10 s, each at most 1.5 times the one before", () => {
  expect(rttBounds[0]).toBe(0.000_01);
  expect(rttBounds.at(-1)).toBe(10);
  for (let i = 1; i < rttBounds.length; i++) {
    expect(rttBounds[i]! / rttBounds[i - 1]!).toBeGreaterThan(1);
    expect(rttBounds[i]! / rttBounds[i - 1]!).toBeLessThanOrEqual(1.5);
  }
});

test.each([
  { rtt: 1, bucket: 0 },
  { rtt: 10_000, bucket: 0 },
  { rtt: 10_001, bucket: 1 },
  { rtt: 15_000, bucket: 1 },
  { rtt: 10_000_000_000, bucket: rttBounds.length - 1 },
  { rtt: 10_000_000_001, bucket: rttBounds.length },
])("a delay of $rtt ns is counted in bucket $bucket, its bound included", ({ rtt, bucket }) => {
  expect(bucketOf(rtt)).toBe(bucket);
});

const answered = (rtt: number) => ({ outcome: "open", rtt }) as ProbeResult;

test("however often a bucket is counted, nothing of it or the others is lost", () => {
  const counters = new Counters();
  counters.countResult(answered(10_000));
  for (let time = 0; time < 70_000; time++) counters.countResult(answered(15_000));
  expect(Array.from(counters.buckets).slice(0, 3)).toEqual([1, 70_000, 0]);
  expect(counters.outcomes.open).toBe(70_001);
  expect(counters.rttSum).toBe(10_000 + 70_000 * 15_000);
});
