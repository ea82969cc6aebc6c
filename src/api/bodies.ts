import { formatEndpoint } from "../endpoint.ts";
import type { EndpointView, TargetView } from "../monitor/index.ts";
import type { ProbeResult } from "../probe/index.ts";
import type { WindowSummary } from "../store/index.ts";
import type {
  BriefResult,
  EndpointBody,
  EventBodies,
  Result,
  TargetBody,
  Window,
} from "./contract.ts";

const ms = (nanoseconds: number): number => nanoseconds / 1e6;

/** Of what is not exact: digits beyond a nanosecond would say nothing, and be a tenth of a long list. */
const wholeMs = (nanoseconds: number): number => ms(Math.round(nanoseconds));

// What may be absent is set one after the other: spreading it costs thirty times as much, and lists are long.

function windowBody({ sent, lost, p50, p95, p99, max }: WindowSummary): Window {
  const body: Window = { sent, lost };
  if (sent > 0) body.lossRatio = lost / sent;
  if (p50 !== undefined) body.p50Ms = wholeMs(p50);
  if (p95 !== undefined) body.p95Ms = wholeMs(p95);
  if (p99 !== undefined) body.p99Ms = wholeMs(p99);
  if (max !== undefined) body.maxMs = ms(max);
  return body;
}

/** Epoch milliseconds, to the microsecond: of a nanosecond a double this large knows nothing. */
const sentAtOf = ({ sentAt }: ProbeResult): number =>
  (sentAt.seconds * 1e6 + Math.floor(sentAt.nanoseconds / 1000)) / 1000;

export function resultBody(result: ProbeResult): Result {
  const { outcome, method, clock, index, source, sequence, flow, synsLost } = result;
  const body: Result = { at: sentAtOf(result), outcome, method, clock, index };
  if ("rtt" in result) body.rttMs = ms(result.rtt);
  if ("waited" in result) body.waitedMs = ms(result.waited);
  if (source !== undefined) body.source = source;
  if (sequence !== undefined) body.sequence = sequence;
  if (flow !== undefined) body.flow = flow;
  if (result.burst === true) body.burst = true;
  if (synsLost !== undefined) body.synsLost = synsLost;
  if ("changed" in result) body.changed = [...result.changed];
  if ("reply" in result) body.reply = result.reply;
  if ("icmp" in result) body.icmp = result.icmp;
  if ("error" in result) body.error = result.error;
  return body;
}

type Probed = {
  readonly target: TargetView;
  readonly endpoint: EndpointView;
  readonly result: ProbeResult;
};

/** A result, and whose it is. */
export const resultEventBody = ({ target, endpoint, result }: Probed): EventBodies["result"] => ({
  target: target.id,
  endpoint: formatEndpoint(endpoint.endpoint),
  result: resultBody(result),
});

/** How a probe ended, to the millisecond: thousands may be told at once. */
export function briefBody({ target, result }: Omit<Probed, "endpoint">): BriefResult {
  const body: BriefResult = {
    target: target.id,
    at: Math.floor(sentAtOf(result)),
    outcome: result.outcome,
  };
  if ("rtt" in result) body.rttMs = ms(result.rtt);
  return body;
}

function endpointBody(view: EndpointView): EndpointBody {
  const { address, zone, port, family } = view.endpoint;
  const { last, state, since } = view;
  const windows: EndpointBody["windows"] = { "5m": windowBody(view.fiveMinutes()) };
  const body: EndpointBody = { address, port, family, state, since, windows };
  if (zone !== undefined) body.zone = zone;
  if (last !== undefined) body.last = resultBody(last);
  const long = view.longWindows();
  if (long === undefined) return body;
  windows["1h"] = windowBody(long.hour);
  windows["24h"] = windowBody(long.day);
  return body;
}

export function targetBody(view: TargetView): TargetBody {
  const { config, dns } = view;
  const body: TargetBody = {
    id: view.id,
    name: config.name,
    host: config.target.host,
    port: config.target.port,
    labels: { ...view.labels },
    state: view.state,
    since: view.since,
    flapping: view.flapping,
    intervalMs: config.interval,
    timeoutMs: config.timeout,
    endpoints: view.endpoints.map(endpointBody),
  };
  if (dns !== undefined) {
    body.dns = { tookMs: ms(dns.took), at: dns.at };
    if (dns.error !== undefined) body.dns.error = dns.error;
  }
  return body;
}
