import type { Endpoint } from "../../endpoint.ts";
import {
  type Answer,
  hopsImplied,
  type IcmpFacts,
  type ProbeErrorFacts,
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

/**
 * One probe and its outcome; `attempt` is its try, where a sweep has several. HOT: one literal, and
 * nothing spread into it, costs a third.
 */
export function probeLine(target: string, result: ProbeResult, attempt?: number): string {
  const { endpoint, outcome, source } = result;
  const { address, port, family, zone } = endpoint;
  return JSON.stringify({
    event: "probe",
    target,
    address,
    port,
    family,
    zone,
    index: result.index,
    flow: result.flow,
    method: result.method,
    clock: result.clock,
    sentAt: formatInstant(result.sentAt),
    source: source && { address: source.address, port: source.port },
    sequence: result.sequence,
    synsLost: result.synsLost,
    outcome,
    rttMs: "rtt" in result ? ms(result.rtt) : undefined,
    reply: "reply" in result ? replyMembers(result.reply) : undefined,
    changed: "changed" in result ? result.changed : undefined,
    icmp: "icmp" in result ? icmpMembers(result.icmp) : undefined,
    waitedMs: "waited" in result ? ms(result.waited) : undefined,
    error: "error" in result ? errorMembers(result.error) : undefined,
    try: attempt,
  });
}

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

const answerOf = (rtt: Nanoseconds, answer: Answer) =>
  "reply" in answer
    ? { rttMs: ms(rtt), reply: replyMembers(answer.reply) }
    : { rttMs: ms(rtt), icmp: icmpMembers(answer.icmp) };

const icmpMembers = ({ type, code, name, kind, sender, mtu }: IcmpFacts) => ({
  type,
  code,
  name,
  kind,
  sender,
  mtu,
});

const errorMembers = ({ code, message, remedy }: ProbeErrorFacts) => ({ code, message, remedy });

function replyMembers(reply: ReplyFacts) {
  const { flags, acknowledgment, sequence, window, ttl, options } = reply;
  return {
    flags,
    acknowledgment,
    sequence,
    window,
    ttl,
    options: options && optionsOf(options),
    hops: ttl === undefined ? undefined : hopsImplied(ttl),
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
