import type { Endpoint } from "../../endpoint.ts";
import {
  type Answer,
  hopsImplied,
  type IcmpFacts,
  type ProbeEvent,
  type ProbeFacts,
  type ProbeResult,
  type ReplyFacts,
  type SegmentOptionFacts,
} from "../../probe/index.ts";
import type { RttSummary, Tally } from "../../stats/index.ts";
import { formatInstant, millisecondsFromNanoseconds, type Nanoseconds } from "../../units.ts";
import type { EndpointSummary, TargetSummary } from "../endpoint-summary.ts";

/** The JSON line of an event, or undefined for one that standard output does not tell. */
export function eventJson(target: string, event: ProbeEvent): string | undefined {
  switch (event.event) {
    case "probe":
      return probeLine(target, event.result);
    case "late":
      return lateLine(target, event);
    case "duplicate":
    case "retransmitted":
      return duplicateLine(target, event);
    case "sent":
    case "rejected":
    case "abandoned":
      return undefined;
  }
}

/** One probe and its outcome. */
export const probeLine = (target: string, result: ProbeResult): string =>
  JSON.stringify({ event: "probe", ...factsOf(target, result), ...outcomeOf(result) });

type Told = Answer & { readonly facts: ProbeFacts; readonly rtt: Nanoseconds };

/** A reply after the deadline, with the round-trip delay that it had all the same. */
const lateLine = (target: string, { facts, rtt, ...answer }: Told): string =>
  JSON.stringify({ event: "late", ...factsOf(target, facts), ...answerOf(rtt, answer) });

/** A reply once more; `retransmitted` when the peer sent it again because our RST was lost. */
const duplicateLine = (
  target: string,
  { event, facts, rtt, ...answer }: Told & { readonly event: "duplicate" | "retransmitted" },
): string =>
  JSON.stringify({
    event: "duplicate",
    ...factsOf(target, facts),
    ...(event === "retransmitted" ? { retransmitted: true } : {}),
    ...answerOf(rtt, answer),
  });

/** One endpoint's counters and delays. */
export function summaryLine({ target, endpoint, flows, ...summary }: EndpointSummary): string {
  return JSON.stringify({
    event: "summary",
    target,
    address: endpoint.address,
    port: endpoint.port,
    zone: endpoint.zone,
    ...countersOf(summary.tally),
    unanswered: summary.unanswered,
    elapsedMs: ms(summary.elapsed),
    rtt: rttOf(summary.rtt),
    flows: flows?.map(({ flow, port, tally, rtt }) => ({
      flow,
      port,
      ...countersOf(tally),
      rtt: rttOf(rtt),
    })),
    suspected: summary.suspicion,
    warnings: summary.warnings.length === 0 ? undefined : summary.warnings,
  });
}

/** A target that stands for several endpoints: no address, but how many and how many of them were up. */
export function targetSummaryLine({
  target,
  endpoints,
  endpointsUp,
  ...rest
}: TargetSummary): string {
  return JSON.stringify({
    event: "summary",
    target,
    endpoints,
    endpointsUp,
    ...countersOf(rest.tally),
    unanswered: rest.unanswered,
    elapsedMs: ms(rest.elapsed),
    rtt: rttOf(rest.rtt),
    warnings: rest.warnings.length === 0 ? undefined : rest.warnings,
  });
}

function countersOf(tally: Tally) {
  const { sent, open, closed, unreachable, timeout, error, late, duplicate, retransmitted } = tally;
  return {
    sent,
    open,
    closed,
    unreachable,
    timeout,
    error,
    late,
    duplicate,
    retransmitted,
    synsLost: tally.synsLost || undefined,
    retried: tally.retried || undefined,
    rejected: Object.fromEntries(tally.rejected),
    lossRatio: tally.lossRatio,
  };
}

// JSON.stringify leaves out what is undefined: absent means not applicable.

function factsOf(target: string, facts: ProbeFacts) {
  const { index, flow, method, clock, source, sequence, synsLost } = facts;
  return {
    target,
    ...addressOf(facts.endpoint),
    index,
    flow,
    method,
    clock,
    sentAt: formatInstant(facts.sentAt),
    source: source && { address: source.address, port: source.port },
    sequence,
    synsLost,
  };
}

const addressOf = ({ address, port, family, zone }: Endpoint) => ({ address, port, family, zone });

function outcomeOf(result: ProbeResult) {
  const { outcome } = result;
  switch (outcome) {
    case "open":
    case "closed":
      return { outcome, ...replyOf(result.rtt, result.reply), changed: result.changed };
    case "unreachable":
      return { outcome, ...icmpOf(result.rtt, result.icmp) };
    case "timeout":
      return { outcome, waitedMs: ms(result.waited) };
    case "error": {
      const { code, message, remedy } = result.error;
      return { outcome, error: { code, message, remedy } };
    }
  }
}

const answerOf = (rtt: Nanoseconds, answer: Answer) =>
  "reply" in answer ? replyOf(rtt, answer.reply) : icmpOf(rtt, answer.icmp);

function icmpOf(rtt: Nanoseconds | undefined, icmp: IcmpFacts) {
  const { type, code, name, kind, sender, mtu } = icmp;
  return { rttMs: ms(rtt), icmp: { type, code, name, kind, sender, mtu } };
}

function replyOf(rtt: Nanoseconds | undefined, reply: ReplyFacts) {
  const { flags, acknowledgment, sequence, window, ttl, options } = reply;
  return {
    rttMs: ms(rtt),
    reply: {
      flags,
      acknowledgment,
      sequence,
      window,
      ttl,
      options: options && optionsOf(options),
      hops: ttl === undefined ? undefined : hopsImplied(ttl),
    },
  };
}

const optionsOf = ({ mss, windowScale, sackPermitted, timestamps }: SegmentOptionFacts) => ({
  mss,
  windowScale,
  sackPermitted,
  timestamps,
});

const rttOf = (rtt: RttSummary) => ({
  count: rtt.count,
  minMs: ms(rtt.min),
  meanMs: ms(rtt.mean),
  maxMs: ms(rtt.max),
  stddevMs: ms(rtt.standardDeviation),
  p50Ms: ms(rtt.p50),
  p90Ms: ms(rtt.p90),
  p99Ms: ms(rtt.p99),
  variationMs: ms(rtt.variation),
  exact: rtt.exact,
});

/** Whole nanoseconds keep all their digits as milliseconds: 11402113 becomes 11.402113. */
const ms = (delay: Nanoseconds | undefined): number | undefined =>
  delay === undefined ? undefined : millisecondsFromNanoseconds(delay);
