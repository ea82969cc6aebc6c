import type { MonitorView, TargetView } from "../monitor/index.ts";
import { endpointFamilies, type Watched } from "./endpoint-families.ts";
import { labelText, sample } from "./exposition.ts";
import { selfFamilies } from "./self-families.ts";
import { targetFamilies } from "./target-families.ts";
import { written } from "./written.ts";

export type Build = { readonly version: string; readonly node: string };

/**
 * Everything that the daemon knows in numbers, as Prometheus reads it (text format 0.0.4), family by
 * family and in pieces, so that probes can be sent in between.
 */
export function* metricsText(
  monitor: MonitorView,
  { version, node }: Build,
): IterableIterator<string> {
  const build = () => sample("halfopen_build_info", labelText({ version, node }), 1);
  const targets = Array.from(monitor.targets());
  yield* written({ halfopen_build_info: build }, () => [monitor]);
  yield* written(targetFamilies, () => targets);
  yield* written(endpointFamilies, () => endpointsOf(targets));
  const self = [{ status: monitor.status(), incidents: monitor.openIncidents() }];
  yield* written(selfFamilies, () => self);
}

/** One by one: to gather those of ten thousand targets first would hold up probes. */
function* endpointsOf(targets: readonly TargetView[]): IterableIterator<Watched> {
  for (const target of targets) {
    for (const endpoint of target.endpoints) yield { target, endpoint };
  }
}
