import { expect, test } from "vitest";
import type { ProbeEvent, ProbeResult, SelfCheck } from "../probe/index.ts";
import { nanoseconds } from "../units.ts";
import { Collector } from "./collector.ts";
import { summaryLines, targetSummaryLines } from "./render/summary.ts";

const fine: SelfCheck = {
  ringDrops: 0,
  lateSends: 0,
  largestLateness: nanoseconds(0),
  lateness: { bounds: [], counts: [0], sum: nanoseconds(0) },
  putOff: nanoseconds(0),
  clockSteps: 0,
  unseenSends: 0,
  heldBack: 0,
  strays: 0,
  skipped: 0,
  crowded: 0,
};
const elapsed = nanoseconds(4e9);
const endpoints = [
  { target: "example.com:443", endpoint: { address: "192.0.2.7", family: 4, port: 443 } },
  { target: "example.com:443", endpoint: { address: "2001:db8::7", family: 6, port: 443 } },
] as const;

/** Answered after so many milliseconds, or lost. */
function probe(at: number, index: number, rttMs: number | undefined, flow?: number): ProbeEvent {
  const facts = {
    endpoint: endpoints[at]!.endpoint,
    index,
    method: "syn",
    clock: "kernel",
    sentAt: { seconds: 0, nanoseconds: 0 },
    source: { address: "198.51.100.2", port: 50_000 + (flow ?? 0) },
    ...(flow !== undefined && { flow }),
  } as const;
  const result: ProbeResult =
    rttMs === undefined
      ? { ...facts, outcome: "timeout", waited: nanoseconds(2e9) }
      : { ...facts, outcome: "open", rtt: nanoseconds(rttMs * 1e6), reply: {} };
  return { event: "probe", result };
}

test("one bad path of an ECMP group shows up as one bad flow", () => {
  const collector = new Collector(endpoints.slice(0, 1), 2);
  for (let index = 1; index <= 10; index++) {
    const flow = ((index - 1) % 2) + 1;
    const lost = flow === 2 && index > 4;
    collector.take(probe(0, index, lost ? undefined : 10 * flow, flow));
  }
  const [summary] = collector.summaries(elapsed, fine);
  expect(summaryLines(summary!).filter((line) => line.startsWith("flow"))).toEqual([
    "flow 1 (port 50001): 5 sent, 5 open, 0% loss, rtt min/avg/max = 10.000/10.000/10.000 ms",
    "flow 2 (port 50002): 5 sent, 2 open, 3 timeout, 60% loss, rtt min/avg/max = 20.000/20.000/20.000 ms",
  ]);
});

test("the delay variation of a flow is between its own consecutive probes", () => {
  const collector = new Collector(endpoints.slice(0, 1), 2);
  [10, 50, 12, 50].forEach((rtt, at) => collector.take(probe(0, at + 1, rtt, (at % 2) + 1)));
  const [summary] = collector.summaries(elapsed, fine);
  expect(summary?.flows?.map(({ rtt }) => rtt.variation)).toEqual([2e6, 0]);
});

test("a target of several addresses is summed up once more, all together", () => {
  const collector = new Collector(endpoints);
  collector.take(probe(0, 1, 10));
  collector.take(probe(1, 1, undefined));
  collector.take(probe(0, 2, 12));
  collector.take(probe(1, 2, undefined));
  const [target, ...others] = collector.targetSummaries(elapsed, fine, false);
  expect(others).toEqual([]);
  expect(targetSummaryLines(target!)).toEqual([
    "--- example.com:443, all 2 addresses ---",
    "1 of 2 addresses up",
    "4 probes sent, 2 open, 2 timeout, 50% loss, time 4000 ms",
    "rtt min/avg/max/stddev = 10.000/11.000/12.000/1.000 ms",
    "rtt p50/p90/p99 = 10.000/12.000/12.000 ms",
  ]);
});

test("a target of one address has no summary but its own", () => {
  expect(new Collector(endpoints.slice(0, 1)).targetSummaries(elapsed, fine, false)).toEqual([]);
});
