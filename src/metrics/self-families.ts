import type { Incident } from "../incident.ts";
import type { MonitorStatus } from "../monitor/index.ts";
import { edgeOf, histogram, labelText, sample } from "./exposition.ts";
import type { FamilyName } from "./families.ts";
import type { Writers } from "./written.ts";

/** The one number that each of these is. */
const numbers: Partial<Record<FamilyName, (status: MonitorStatus) => number>> = {
  halfopen_ring_drops_total: ({ selfCheck }) => selfCheck.ringDrops,
  halfopen_late_sends_total: ({ selfCheck }) => selfCheck.lateSends,
  halfopen_send_lateness_max_seconds: ({ selfCheck }) => selfCheck.largestLateness / 1e9,
  halfopen_sending_paused_total: ({ selfCheck }) => selfCheck.crowded,
  halfopen_probes_skipped_total: ({ skipped }) => skipped,
  halfopen_clock_steps_total: ({ selfCheck }) => selfCheck.clockSteps,
  halfopen_store_ok: ({ store }) => (store.state === "ok" ? 1 : 0),
  halfopen_store_queue_samples: ({ store }) => store.queued,
  halfopen_store_samples_total: ({ store }) => store.stored,
  halfopen_store_lost_samples_total: ({ store }) => store.lost,
  halfopen_store_bytes: ({ store }) => store.octets,
  halfopen_notifications_pending: ({ outbox }) => outbox.pending,
  halfopen_notifications_failing: ({ outbox }) => outbox.failing,
  halfopen_notifications_delivered_total: ({ outbox }) => outbox.delivered,
  halfopen_config_last_reload_successful: ({ reload }) => (reload.ok ? 1 : 0),
  halfopen_config_last_reload_timestamp_seconds: ({ reload }) => reload.at / 1000,
  process_cpu_seconds_total: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  process_resident_memory_bytes: () => process.memoryUsage.rss(),
  process_start_time_seconds: ({ startedAt }) => startedAt / 1000,
};

const rules = ["down", "lossy", "slow", "unresolved", "unsendable", "flapping"];

export type Self = { readonly status: MonitorStatus; readonly incidents: readonly Incident[] };

/** What the daemon tells of itself. */
export const selfFamilies: Writers<Self> = {
  halfopen_send_lateness_seconds: ({ status }) => {
    const { bounds, counts, sum } = status.selfCheck.lateness;
    const edges = [...bounds, Number.POSITIVE_INFINITY].map((bound) => edgeOf(bound / 1e9));
    return histogram("halfopen_send_lateness_seconds", "", edges, counts, sum / 1e9);
  },
  halfopen_incidents_open: ({ incidents }) =>
    rules
      .map((rule) => {
        const count = incidents.filter((incident) => incident.rule === rule).length;
        return sample("halfopen_incidents_open", labelText({ rule }), count);
      })
      .join(""),
  ...Object.fromEntries(
    Object.entries(numbers).map(([name, read]) => [
      name,
      ({ status }: Self) => sample(name as FamilyName, "", read(status)),
    ]),
  ),
};
