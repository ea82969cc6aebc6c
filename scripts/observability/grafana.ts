import type { FamilyName } from "../../src/metrics/families.ts";
import { delayQuantile, lossRatio, metric, rate } from "./metric.ts";

type Query = readonly [expression: string, legend: string];
type Panel = {
  readonly title: string;
  readonly type: "stat" | "timeseries" | "heatmap";
  readonly unit: string;
  readonly width: number;
  readonly queries: readonly Query[];
};

const source = { type: "prometheus", uid: "${datasource}" } as const;
const chosen = 'target=~"$target"';
const height = 8;
const columns = 24;

const daemon = (name: FamilyName, change = false): Query => [
  change ? rate(metric(name)) : metric(name),
  name,
];

const panels: readonly Panel[] = [
  {
    title: "Targets up",
    type: "stat",
    unit: "short",
    width: 6,
    queries: [[`sum(${metric("halfopen_target_up")})`, "up"]],
  },
  {
    title: "Targets down",
    type: "stat",
    unit: "short",
    width: 6,
    queries: [[`count(${metric("halfopen_target_up")} == 0) or vector(0)`, "down"]],
  },
  {
    title: "Open incidents",
    type: "stat",
    unit: "short",
    width: 12,
    queries: [[metric("halfopen_incidents_open"), "{{rule}}"]],
  },
  {
    title: "Loss",
    type: "timeseries",
    unit: "percentunit",
    width: 12,
    queries: [[lossRatio("target", chosen), "{{target}}"]],
  },
  {
    title: "Outcomes",
    type: "timeseries",
    unit: "short",
    width: 12,
    queries: [
      [`sum by (outcome) (${rate(metric("halfopen_probes_total", chosen))})`, "{{outcome}}"],
    ],
  },
  {
    title: "Round-trip delay by target, p50 and p99",
    type: "timeseries",
    unit: "s",
    width: 12,
    queries: [0.5, 0.99].map(
      (q): Query => [delayQuantile(q, "target", chosen), `{{target}} p${q * 100}`],
    ),
  },
  {
    title: "Round-trip delay",
    type: "heatmap",
    unit: "s",
    width: 12,
    queries: [
      [`sum by (le) (${rate(metric("halfopen_rtt_seconds", chosen, "_bucket"))})`, "{{le}}"],
    ],
  },
  {
    title: "Looks at names",
    type: "timeseries",
    unit: "s",
    width: 12,
    queries: [[metric("halfopen_dns_lookup_seconds", chosen), "{{target}}"]],
  },
  {
    title: "How well it measures",
    type: "timeseries",
    unit: "short",
    width: 12,
    queries: [
      daemon("halfopen_ring_drops_total", true),
      daemon("halfopen_late_sends_total", true),
      daemon("halfopen_probes_skipped_total", true),
    ],
  },
  {
    title: "History",
    type: "timeseries",
    unit: "bytes",
    width: 8,
    queries: [daemon("halfopen_store_bytes")],
  },
  {
    title: "Messages",
    type: "timeseries",
    unit: "short",
    width: 8,
    queries: [daemon("halfopen_notifications_pending"), daemon("halfopen_notifications_failing")],
  },
  {
    title: "The daemon's processor",
    type: "timeseries",
    unit: "percentunit",
    width: 8,
    queries: [daemon("process_cpu_seconds_total", true)],
  },
];

/** Panels from left to right, row by row. */
function placed(): unknown[] {
  let [x, y] = [0, 0];
  return panels.map(({ title, type, unit, width, queries }, index) => {
    if (x + width > columns) [x, y] = [0, y + height];
    const gridPos = { x, y, w: width, h: height };
    x += width;
    return {
      id: index + 1,
      title,
      type,
      datasource: source,
      gridPos,
      fieldConfig: { defaults: { unit }, overrides: [] },
      targets: queries.map(([expr, legendFormat], query) => ({
        refId: String.fromCharCode(65 + query),
        datasource: source,
        expr,
        legendFormat,
        ...(type === "heatmap" && { format: "heatmap" }),
      })),
    };
  });
}

/** A dashboard to import into Grafana 9 and later. */
export const grafana = {
  title: "halfopen",
  uid: "halfopen",
  tags: ["halfopen"],
  schemaVersion: 38,
  editable: true,
  refresh: "30s",
  time: { from: "now-6h", to: "now" },
  templating: {
    list: [
      { name: "datasource", type: "datasource", query: "prometheus" },
      {
        name: "target",
        type: "query",
        datasource: source,
        query: `label_values(${metric("halfopen_target_up")}, target)`,
        includeAll: true,
        multi: true,
        allValue: ".*",
        current: { text: "All", value: "$__all" },
      },
    ],
  },
  panels: placed(),
};
