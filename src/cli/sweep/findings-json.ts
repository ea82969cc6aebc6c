import type { Histogram } from "../../stats/index.ts";
import { millisecondsFromNanoseconds, type Nanoseconds } from "../../units.ts";
import { type Findings, warningsOf } from "./findings.ts";
import type { Score } from "./score.ts";
import { whole } from "./summary.ts";

/** The one summary of a sweep under `--json`: its target is `sweep`, and it has no address. */
export function findingsJson(findings: Findings): string {
  const { score, endpoints, resumed, finished, resumeFile, threads, seed, rate } = findings;
  const { sent, open, closed, unreachable, timeout, error, ...rest } = score.tally;
  const { late, duplicate, retransmitted, rejected } = rest;
  const warnings = warningsOf(findings);
  return JSON.stringify({
    event: "summary",
    target: "sweep",
    endpoints,
    told: score.told,
    sent,
    open,
    closed,
    unreachable,
    timeout,
    error,
    late,
    duplicate,
    retransmitted,
    rejected: Object.fromEntries(rejected),
    unreachableBy: namesOf(score, "unreachable"),
    errorBy: namesOf(score, "error"),
    lossRatio: score.tally.lossRatio,
    elapsedMs: millisecondsFromNanoseconds(findings.elapsed),
    rtt: rttOf(score.answered),
    rate: rate === undefined ? undefined : Number(rate.toFixed(3)),
    largestGapMs: millisecondsFromNanoseconds(findings.largestGap),
    ringDrops: findings.check.ringDrops,
    threads,
    seed,
    resumed: resumed || undefined,
    interrupted: !finished || undefined,
    resumeFile,
    warnings: warnings.length === 0 ? undefined : warnings,
  });
}

function namesOf(score: Score, outcome: "unreachable" | "error") {
  const groups = score.groups.filter((group) => group.outcome === outcome);
  if (groups.length === 0) return undefined;
  return Object.fromEntries(groups.map(({ name = outcome, count }) => [name, count]));
}

function rttOf(delays: Histogram) {
  if (delays.count === 0) return { count: 0 };
  return {
    count: delays.count,
    minMs: ms(delays.min),
    meanMs: ms(delays.mean),
    maxMs: ms(delays.max),
    p50Ms: ms(delays.quantile(0.5)),
    p90Ms: ms(delays.quantile(0.9)),
    p99Ms: ms(delays.quantile(0.99)),
    // From a histogram, whose buckets are 2.2 % wide.
    exact: false,
  };
}

const ms = (delay: Nanoseconds | undefined): number => millisecondsFromNanoseconds(whole(delay));
