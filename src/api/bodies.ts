import type { EndpointView, TargetView } from "../monitor/index.ts";
import type { ProbeResult } from "../probe/index.ts";
import { decodeHistogram } from "../stats/index.ts";
import type { SeriesBin, WindowSummary } from "../store/index.ts";
import type {
  BinBody,
  EndpointBody,
  HistogramBody,
  Result,
  TargetBody,
  Window,
} from "./contract.ts";

const ms = (nanoseconds: number): number => nanoseconds / 1e6;

function windowBody({ sent, lost, p50, p95, p99, max }: WindowSummary): Window {
  return {
    sent,
    lost,
    ...(sent > 0 && { lossRatio: lost / sent }),
    ...(p50 !== undefined && { p50Ms: ms(p50) }),
    ...(p95 !== undefined && { p95Ms: ms(p95) }),
    ...(p99 !== undefined && { p99Ms: ms(p99) }),
    ...(max !== undefined && { maxMs: ms(max) }),
  };
}

export function resultBody(result: ProbeResult): Result {
  const { sentAt, outcome, method, clock, source, sequence } = result;
  return {
    at: sentAt.seconds * 1000 + sentAt.nanoseconds / 1e6,
    outcome,
    ...("rtt" in result && { rttMs: ms(result.rtt) }),
    method,
    clock,
    ...(source !== undefined && { source: { address: source.address, port: source.port } }),
    ...(sequence !== undefined && { sequence }),
    ...("reply" in result && { reply: result.reply }),
    ...("icmp" in result && { icmp: result.icmp }),
    ...("error" in result && { error: result.error }),
  };
}

function endpointBody(view: EndpointView): EndpointBody {
  const { address, zone, port, family } = view.endpoint;
  const { last } = view;
  const long = view.longWindows();
  return {
    address,
    ...(zone !== undefined && { zone }),
    port,
    family,
    state: view.state,
    since: view.since,
    ...(last !== undefined && { last: resultBody(last) }),
    windows: {
      "5m": windowBody(view.fiveMinutes()),
      ...(long !== undefined && { "1h": windowBody(long.hour), "24h": windowBody(long.day) }),
    },
  };
}

export function targetBody(view: TargetView): TargetBody {
  const { config, dns } = view;
  return {
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
    ...(dns !== undefined && {
      dns: {
        tookMs: ms(dns.took),
        at: dns.at,
        ...(dns.error !== undefined && { error: dns.error }),
      },
    }),
    endpoints: view.endpoints.map(endpointBody),
  };
}

export function binBody(bin: SeriesBin): BinBody {
  const { start, end, sent, open, closed, unreachable, timeout, error, late } = bin;
  const histogram = decodeHistogram(bin.histogram);
  const at = (q: number): number | undefined => {
    const value = histogram.quantile(q);
    return value === undefined ? undefined : ms(value);
  };
  const { scale, offset, counts, zeroCount } = histogram.snapshot();
  const body: HistogramBody = { scale, offset, counts: Array.from(counts), zeroCount };
  const facts = {
    start,
    end,
    sent,
    lost: timeout,
    outcomes: { open, closed, unreachable, timeout, error },
    late,
  };
  if (histogram.count === 0) return { ...facts, histogram: body };
  return {
    ...facts,
    minMs: ms(histogram.min!),
    p5Ms: at(0.05)!,
    p25Ms: at(0.25)!,
    p50Ms: at(0.5)!,
    p75Ms: at(0.75)!,
    p95Ms: at(0.95)!,
    p99Ms: at(0.99)!,
    maxMs: ms(histogram.max!),
    histogram: body,
  };
}
