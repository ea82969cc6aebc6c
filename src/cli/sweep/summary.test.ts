import { describe, expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import { sweepLineSchema } from "../../../test/schema/json.ts";
import { flawless, toldOf } from "../../sweep/index.ts";
import type { ProbeResult } from "../../probe/index.ts";
import { nanoseconds, nanosecondsFromMilliseconds } from "../../units.ts";
import { exitCodeOf, type Findings } from "./findings.ts";
import { findingsJson } from "./findings-json.ts";
import { Score } from "./score.ts";
import { findingsLines } from "./summary.ts";

const sample = (result: ProbeResult, rttMs?: number) => ({
  ...toldOf(result, 1),
  rtt: rttMs === undefined ? undefined : nanosecondsFromMilliseconds(rttMs),
});

/** Ten endpoints: six open, one closed, one unreachable, two silent. */
function mixed(): Score {
  const score = new Score();
  for (const rtt of [1, 1.1, 1.2, 1.3, 2.2, 9]) score.take(sample(example.open, rtt));
  score.take(sample(example.closed, 1.5));
  score.take(sample(example.unreachable, 4));
  score.take(sample(example.timeout));
  score.take(sample(example.timeout));
  score.tally.sent = 12;
  score.tally.late = 1;
  score.reject("wrong-ack");
  return score;
}

const findings: Findings = {
  score: mixed(),
  endpoints: 10,
  resumed: false,
  finished: true,
  threads: 1,
  seed: 7,
  elapsed: nanosecondsFromMilliseconds(4321),
  rate: 999.96,
  largestGap: nanoseconds(1_234_567),
  check: flawless,
  failed: false,
  wrongLines: 0,
};

test("the summary of a sweep, for people", () => {
  const unreachable = "unreachable: communication-administratively-prohibited";
  const pad = (text: string) => text.padEnd(unreachable.length);
  expect(findingsLines(findings)).toEqual([
    "--- sweep of 10 endpoints ---",
    "12 probes sent, 1000.0 a second, largest gap 1.235 ms, time 4.3 s",
    "besides: 1 late, 1 rejected (wrong-ack)",
    `${pad("outcome")}  count  share       rtt p50/p90/p99`,
    `${pad("open")}      6  60.0%  1.207/9.000/9.000 ms`,
    `${pad("closed")}      1  10.0%  1.500/1.500/1.500 ms`,
    `${unreachable}      1  10.0%  4.000/4.000/4.000 ms`,
    `${pad("timeout")}      2  20.0%`,
    "round-trip delays:",
    "  ≤ 1.05 ms  1  ██████████",
    "   ≤ 2.1 ms  4  ████████████████████████████████████████",
    "  ≤ 4.19 ms  1  ██████████",
    "  ≤ 8.39 ms  0",
    "  ≤ 16.8 ms  1  ██████████",
  ]);
});

test("without an answer there is no distribution, and no delay", () => {
  const score = new Score();
  score.take(sample(example.timeout));
  score.tally.sent = 1;
  const lines = findingsLines({ ...findings, score, endpoints: 1, rate: undefined });
  expect(lines).toEqual([
    "--- sweep of 1 endpoint ---",
    "1 probe sent, time 4.3 s",
    "outcome  count   share  rtt p50/p90/p99",
    "timeout      1  100.0%",
  ]);
});

describe("what casts doubt on it comes last", () => {
  test.each([
    [
      { check: { ...flawless, ringDrops: 3 } },
      /^warning: the kernel dropped 3 frames unseen: some of 2 timeouts/,
    ],
    [
      { check: { ...flawless, unseenSends: 1 } },
      /^warning: 1 SYN was answered but not seen leaving/,
    ],
    [{ check: { ...flawless, heldBack: 2 } }, /^warning: 2 SYNs were not seen leaving this host/],
    [{ check: { ...flawless, clockSteps: 1 } }, /^warning: the clock was stepped 1 time/],
    [
      { check: { ...flawless, byKernel: 5, byOurClock: 2 } },
      /^warning: 2 delays are from our own clock, the others from the kernel's/,
    ],
    [{ finished: false, failed: true }, /^warning: it ended by an error: some endpoints are not/],
    [{ wrongLines: 1 }, /^warning: 1 wrong line passed over$/],
    [{ finished: false, endpoints: 15 }, /^warning: interrupted: 5 endpoints not told yet$/],
    [{ resumeFile: "a.resume", threads: 2 }, /^go on with: --resume a\.resume$/],
  ])("%j", (more, last) => {
    expect(findingsLines({ ...findings, ...more }).at(-1)).toMatch(last);
  });
});

describe("the one line of JSON fits the schema", () => {
  test.each([
    ["whole", {}],
    ["interrupted", { finished: false, resumeFile: "a.resume" }],
    ["doubtful", { check: { ...flawless, ringDrops: 3 }, wrongLines: 2, resumed: true }],
    ["empty", { score: new Score(), rate: undefined }],
  ])("%s", (_, more) => {
    const line = JSON.parse(findingsJson({ ...findings, ...more })) as unknown;
    expect(sweepLineSchema.parse(line)).toEqual(line);
  });
});

describe("the exit code", () => {
  const allOpen = new Score();
  allOpen.take(sample(example.open, 1));
  const withError = new Score();
  withError.take(sample(example.failed));
  test.each<[string, Partial<Findings>, number]>([
    ["all open", { score: allOpen }, 0],
    ["some not", {}, 1],
    ["interrupted", { score: allOpen, finished: false }, 1],
    ["an error of this machine", { score: withError }, 2],
    ["a wrong line", { score: allOpen, wrongLines: 1 }, 2],
    ["drops that may hide answers", { check: { ...flawless, ringDrops: 1 } }, 2],
    ["drops that hid none", { score: allOpen, check: { ...flawless, ringDrops: 1 } }, 0],
    ["a thread that failed", { score: allOpen, failed: true }, 2],
  ])("%s", (_, more, code) => {
    expect(exitCodeOf({ ...findings, ...more })).toBe(code);
  });
});
