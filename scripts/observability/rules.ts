import { delayQuantile, increase, lossRatio, metric } from "./metric.ts";

type Rule = { readonly expr: string } & (
  | { readonly record: string }
  | {
      readonly alert: string;
      readonly for?: string;
      readonly labels: { readonly severity: "page" | "ticket" };
      readonly annotations: { readonly summary: string };
    }
);

const alert = (
  name: string,
  severity: "page" | "ticket",
  expr: string,
  summary: string,
  lasting?: string,
): Rule => ({
  alert: name,
  expr,
  ...(lasting !== undefined && { for: lasting }),
  labels: { severity },
  annotations: { summary },
});

/** What to record, and what to be told of: for Prometheus' `rule_files`. */
export const rules = {
  groups: [
    {
      name: "halfopen-records",
      rules: [
        { record: "target:halfopen_loss:ratio_rate5m", expr: lossRatio("target") },
        { record: "target:halfopen_rtt_seconds:p50_rate5m", expr: delayQuantile(0.5, "target") },
        { record: "target:halfopen_rtt_seconds:p99_rate5m", expr: delayQuantile(0.99, "target") },
      ] satisfies Rule[],
    },
    {
      name: "halfopen-targets",
      rules: [
        // The monitor confirms a loss by itself: there is nothing to wait for.
        alert(
          "HalfopenTargetDown",
          "page",
          `${metric("halfopen_target_up")} == 0`,
          "{{ $labels.target }} is down",
        ),
        alert(
          "HalfopenTargetLossy",
          "ticket",
          "target:halfopen_loss:ratio_rate5m > 0.2 and target:halfopen_loss:ratio_rate5m < 1",
          "{{ $labels.target }} loses {{ $value | humanizePercentage }} of its probes",
          "5m",
        ),
      ],
    },
    {
      name: "halfopen-itself",
      rules: [
        alert(
          "HalfopenAbsent",
          "page",
          `absent(${metric("halfopen_build_info")})`,
          "No monitor is scraped: nobody watches the targets",
          "2m",
        ),
        alert(
          "HalfopenReloadFailed",
          "ticket",
          `${metric("halfopen_config_last_reload_successful")} == 0`,
          "{{ $labels.instance }} goes on with its old configuration: the new one is wrong",
        ),
        alert(
          "HalfopenStoreFailing",
          "page",
          `${metric("halfopen_store_ok")} == 0`,
          "{{ $labels.instance }} cannot keep its history: is the disk full?",
          "1m",
        ),
        alert(
          "HalfopenSamplesLost",
          "ticket",
          `${increase("halfopen_store_lost_samples_total")} > 0`,
          "{{ $labels.instance }} gave up samples that the disk did not take",
        ),
        alert(
          "HalfopenRingDrops",
          "ticket",
          `${increase("halfopen_ring_drops_total")} > 0`,
          "{{ $labels.instance }} did not see every frame: what it calls loss may be none",
        ),
        alert(
          "HalfopenProbesSkipped",
          "ticket",
          `${increase("halfopen_probes_skipped_total")} > 0`,
          "{{ $labels.instance }} stood still and gave up probes",
        ),
        alert(
          "HalfopenNotificationsFailing",
          "page",
          `${metric("halfopen_notifications_failing")} > 0`,
          "{{ $labels.instance }} cannot deliver {{ $value }} messages",
          "10m",
        ),
      ],
    },
  ],
};
