import {
  type EndpointView,
  type MonitorView,
  rttBounds,
  type TargetView,
} from "../monitor/index.ts";
import { Exposition, labelText, numberText } from "./exposition.ts";

export type Build = { readonly version: string; readonly node: string };

const edges = [...rttBounds, Number.POSITIVE_INFINITY].map((bound) => `le="${numberText(bound)}"`);

/** The labels of an endpoint never change: they are written once. */
const labelsOf = new WeakMap<EndpointView, string>();

/** Everything that the daemon knows in numbers, as Prometheus reads it. */
export function metricsText(monitor: MonitorView, { version, node }: Build): string {
  const out = new Exposition();
  out.sample("halfopen_build_info", labelText({ version, node }), 1);
  for (const target of monitor.targets()) writeTarget(out, target);
  writeSelf(out, monitor);
  return out.text();
}

function writeTarget(out: Exposition, target: TargetView): void {
  const name = labelText({ target: target.id });
  const up = upOf(target.state);
  if (up !== undefined) out.sample("halfopen_target_up", name, up);
  const { host, port } = target.config.target;
  const given = Object.fromEntries(
    Object.entries(target.labels).map(([label, value]) => [`label_${label}`, value]),
  );
  out.sample("halfopen_target_info", labelText({ target: target.id, host, port, ...given }), 1);
  if (target.dns !== undefined) {
    out.sample("halfopen_dns_lookup_seconds", name, target.dns.took / 1e9);
  }
  for (const endpoint of target.endpoints) writeEndpoint(out, target, endpoint);
}

function writeEndpoint(out: Exposition, target: TargetView, view: EndpointView): void {
  let labels = labelsOf.get(view);
  if (labels === undefined) {
    const { address, port, family } = view.endpoint;
    labels = labelText({ target: target.id, address, port, family });
    labelsOf.set(view, labels);
  }
  const up = upOf(view.state);
  if (up !== undefined) out.sample("halfopen_endpoint_up", labels, up);
  const { outcomes, buckets, rttSum, ...others } = view.counters;
  for (const [outcome, count] of Object.entries(outcomes)) {
    out.sample("halfopen_probes_total", `${labels},outcome="${outcome}"`, count);
  }
  let count = 0;
  for (const [index, edge] of edges.entries()) {
    count += buckets[index]!;
    out.sample("halfopen_rtt_seconds", `${labels},${edge}`, count, "_bucket");
  }
  out.sample("halfopen_rtt_seconds", labels, rttSum / 1e9, "_sum");
  out.sample("halfopen_rtt_seconds", labels, count, "_count");
  out.sample("halfopen_late_replies_total", labels, others.late);
  out.sample("halfopen_duplicate_replies_total", labels, others.duplicate);
  out.sample("halfopen_retransmitted_replies_total", labels, others.retransmitted);
  out.sample("halfopen_rejected_replies_total", labels, others.rejected);
}

function writeSelf(out: Exposition, monitor: MonitorView): void {
  const rules = new Map<string, number>();
  for (const { rule } of monitor.openIncidents()) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  for (const rule of ["down", "lossy", "slow", "unresolved", "unsendable", "flapping"]) {
    out.sample("halfopen_incidents_open", labelText({ rule }), rules.get(rule) ?? 0);
  }
  const { selfCheck, store, outbox, reload, skipped, startedAt } = monitor.status();
  out.sample("halfopen_ring_drops_total", "", selfCheck.ringDrops);
  out.sample("halfopen_late_sends_total", "", selfCheck.lateSends);
  out.sample("halfopen_send_lateness_max_seconds", "", selfCheck.largestLateness / 1e9);
  out.sample("halfopen_probes_skipped_total", "", skipped);
  out.sample("halfopen_clock_steps_total", "", selfCheck.clockSteps);
  out.sample("halfopen_store_ok", "", store.state === "ok" ? 1 : 0);
  out.sample("halfopen_store_queue_samples", "", store.queued);
  out.sample("halfopen_store_samples_total", "", store.stored);
  out.sample("halfopen_store_lost_samples_total", "", store.lost);
  out.sample("halfopen_store_bytes", "", store.octets);
  out.sample("halfopen_notifications_pending", "", outbox.pending);
  out.sample("halfopen_notifications_failing", "", outbox.failing);
  out.sample("halfopen_notifications_delivered_total", "", outbox.delivered);
  out.sample("halfopen_config_last_reload_successful", "", reload.ok ? 1 : 0);
  out.sample("halfopen_config_last_reload_timestamp_seconds", "", reload.at / 1000);
  const { user, system } = process.cpuUsage();
  out.sample("process_cpu_seconds_total", "", (user + system) / 1e6);
  out.sample("process_resident_memory_bytes", "", process.memoryUsage.rss());
  out.sample("process_start_time_seconds", "", startedAt / 1000);
}

/** Undefined for what is neither: nobody is to be woken by it. */
function upOf(state: TargetView["state"]): 0 | 1 | undefined {
  if (state === "up" || state === "degraded") return 1;
  return state === "down" ? 0 : undefined;
}
