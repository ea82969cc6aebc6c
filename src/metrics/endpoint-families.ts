import { type EndpointView, rttBounds, type TargetView } from "../monitor/index.ts";
import { edgeOf, histogram, labelText, sample } from "./exposition.ts";
import type { FamilyName } from "./families.ts";
import { upOf } from "./up-of.ts";
import type { Writers } from "./written.ts";

export type Watched = { readonly target: TargetView; readonly endpoint: EndpointView };

const edges = [...rttBounds, Number.POSITIVE_INFINITY].map(edgeOf);

/** What tells an endpoint apart never changes: it is written once. */
const labelsOf = new WeakMap<EndpointView, string>();

function labels({ target, endpoint: view }: Watched): string {
  let text = labelsOf.get(view);
  if (text === undefined) {
    const { address, port, family } = view.endpoint;
    text = labelText({ target: target.id, address, port, family });
    labelsOf.set(view, text);
  }
  return text;
}

const counter =
  (name: FamilyName, count: "late" | "duplicate" | "retransmitted" | "rejected") =>
  (watched: Watched): string =>
    sample(name, labels(watched), watched.endpoint.counters[count]);

/** What is told of every endpoint. */
export const endpointFamilies: Writers<Watched> = {
  halfopen_endpoint_up: (watched) => {
    const up = upOf(watched.endpoint.state);
    return up === undefined ? "" : sample("halfopen_endpoint_up", labels(watched), up);
  },
  halfopen_probes_total: (watched) => {
    const whose = labels(watched);
    return Object.entries(watched.endpoint.counters.outcomes)
      .map(([outcome, count]) =>
        sample("halfopen_probes_total", `${whose},outcome="${outcome}"`, count),
      )
      .join("");
  },
  halfopen_rtt_seconds: (watched) => {
    const { buckets, rttSum } = watched.endpoint.counters;
    return histogram("halfopen_rtt_seconds", labels(watched), edges, buckets, rttSum / 1e9);
  },
  halfopen_late_replies_total: counter("halfopen_late_replies_total", "late"),
  halfopen_duplicate_replies_total: counter("halfopen_duplicate_replies_total", "duplicate"),
  halfopen_retransmitted_replies_total: counter(
    "halfopen_retransmitted_replies_total",
    "retransmitted",
  ),
  halfopen_rejected_replies_total: counter("halfopen_rejected_replies_total", "rejected"),
};
