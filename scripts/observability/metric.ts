import type { FamilyName } from "../../src/metrics/families.ts";

/** A selector of PromQL. The name is checked by the compiler: a renamed metric breaks the build, not the alert. */
export const metric = (name: FamilyName, labels = "", suffix = ""): string =>
  `${name}${suffix}${labels === "" ? "" : `{${labels}}`}`;

const window = "5m";
const rate = (selector: string, over = window): string => `rate(${selector}[${over}])`;

/** Share of probes that were lost, of those that could be sent. */
export const lossRatio = (by: string, labels = ""): string => {
  const probes = (outcome: string) =>
    rate(metric("halfopen_probes_total", [labels, outcome].filter((one) => one !== "").join(",")));
  return `sum by (${by}) (${probes('outcome="timeout"')}) / sum by (${by}) (${probes('outcome!="error"')})`;
};

/** Seconds below which this share of the answers took. */
export const delayQuantile = (q: number, by: string, labels = ""): string => {
  const buckets = metric("halfopen_rtt_seconds", labels, "_bucket");
  return `histogram_quantile(${q}, sum by (le, ${by}) (${rate(buckets)}))`;
};

export const increase = (name: FamilyName, over = window): string =>
  `increase(${metric(name)}[${over}])`;
export { rate };
