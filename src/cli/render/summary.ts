import { formatAddress, formatEndpoint } from "../../endpoint.ts";
import { outcomes } from "../../probe/index.ts";
import type { RttSummary, Tally } from "../../stats/index.ts";
import { type Nanoseconds, millisecondsFromNanoseconds } from "../../units.ts";
import type { Counted, EndpointSummary, FlowSummary, TargetSummary } from "../endpoint-summary.ts";
import { plain, type Style } from "../style.ts";
import { formatDelay, formatDelays } from "./delay.ts";

/** The summary of one endpoint, shaped like ping's; then percentiles, and what casts doubt on them. */
export function summaryLines(summary: EndpointSummary, style: Style = plain): string[] {
  return [
    title(summary),
    countsLine(summary),
    ...extrasLine(summary.tally),
    ...rttLines(summary.rtt),
    ...(summary.flows ?? []).map(flowLine),
    ...(summary.suspicion === undefined ? [] : [style.doubtful(`suspected: ${summary.suspicion}`)]),
    ...warningLines(summary.warnings, style),
  ];
}

const warningLines = (warnings: readonly string[], style: Style): string[] =>
  warnings.map((warning) => style.doubtful(`warning: ${warning}`));

/**
 * All summaries of a run, each below an empty line. Warnings hold for the whole run: beside several
 * endpoints they stand at the end, once.
 */
export function reportLines(
  summaries: readonly EndpointSummary[],
  targets: readonly TargetSummary[],
  style: Style = plain,
): string[] {
  if (summaries.length === 1) return summaries.flatMap((one) => ["", ...summaryLines(one, style)]);
  const warnings = warningLines(summaries[0]?.warnings ?? [], style);
  return [
    ...summaries.flatMap((one) => ["", ...summaryLines({ ...one, warnings: [] }, style)]),
    ...targets.flatMap((one) => ["", ...targetSummaryLines(one)]),
    ...(warnings.length === 0 ? [] : ["", ...warnings]),
  ];
}

/** The summary of a target that stands for several endpoints. */
export function targetSummaryLines(summary: TargetSummary): string[] {
  const { target, endpoints, endpointsUp, tally, rtt } = summary;
  return [
    `--- ${target}, all ${endpoints} addresses ---`,
    `${endpointsUp} of ${endpoints} addresses up`,
    countsLine(summary),
    ...extrasLine(tally),
    ...rttLines(rtt),
  ];
}

/** `flow 1 (port 50123): 5 sent, 5 open, 0% loss, rtt min/avg/max = …`. */
function flowLine({ flow, port, tally, rtt }: FlowSummary): string {
  const through = port === undefined ? "" : ` (port ${port})`;
  const { min, mean, max } = rtt;
  return `flow ${flow}${through}: ${[
    `${tally.sent} sent`,
    ...outcomeCounts(tally),
    ...loss(tally),
    ...measure("rtt", { min, avg: mean, max }),
  ].join(", ")}`;
}

function title({ target, endpoint }: EndpointSummary): string {
  const resolved = target === formatEndpoint(endpoint) ? "" : ` (${formatAddress(endpoint)})`;
  return `--- ${target}${resolved} ---`;
}

function countsLine({
  tally,
  unanswered,
  elapsed,
}: Counted & { readonly elapsed: Nanoseconds }): string {
  const time = Math.round(millisecondsFromNanoseconds(elapsed));
  return [
    `${tally.sent} ${tally.sent === 1 ? "probe" : "probes"} sent`,
    ...outcomeCounts(tally),
    ...(unanswered === undefined ? [] : [`${unanswered} still unanswered when stopped`]),
    ...loss(tally),
    `time ${time} ms`,
  ].join(", ");
}

const outcomeCounts = (tally: Tally): string[] =>
  outcomes
    .filter((outcome) => outcome === "open" || tally[outcome] > 0)
    .map((outcome) => `${tally[outcome]} ${outcome === "error" ? "could not be sent" : outcome}`);

const loss = ({ lossRatio }: Tally): string[] =>
  lossRatio === undefined ? [] : [`${percent(lossRatio)} loss`];

/** What came besides the answers, when anything did. */
function extrasLine({ late, duplicate, retransmitted, rejected, ...tally }: Tally): string[] {
  const extras = [
    ...some(late, "late reply", "late replies"),
    ...some(duplicate, "duplicate"),
    ...some(retransmitted, "retransmitted reply", "retransmitted replies"),
  ];
  const refused = [...rejected].map(([reason, count]) => `${count} rejected (${reason})`);
  const again = tally.synsLost === 0 ? [] : [resent(tally)];
  const all = [...extras, ...again, ...refused];
  return all.length === 0 ? [] : [`besides: ${all.join(", ")}`];
}

const some = (count: number, one: string, several = `${one}s`): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];

/** Lost SYNs of probes that were answered all the same. */
const resent = ({ synsLost, retried }: Pick<Tally, "synsLost" | "retried">): string =>
  `${synsLost} ${synsLost === 1 ? "SYN" : "SYNs"} lost and sent again (in ${retried} answered ${retried === 1 ? "probe" : "probes"}, whose rtt is unknown)`;

function rttLines(rtt: RttSummary): string[] {
  const { min, mean, max, standardDeviation, p50, p90, p99, variation } = rtt;
  const note = rtt.exact === false ? " (within 1.1 %)" : "";
  return [
    ...measure("rtt", { min, avg: mean, max, stddev: standardDeviation }),
    ...measure("rtt", { p50, p90, p99 }).map((line) => line + note),
    ...(variation === undefined ? [] : [`delay variation = ${formatDelay(variation)}`]),
  ];
}

/** `rtt min/avg/max = 1.000/2.000/3.000 ms`, of those measures that the samples define. */
function measure(what: string, measures: Record<string, Nanoseconds | undefined>): string[] {
  const defined = Object.entries(measures).filter(
    (entry): entry is [string, Nanoseconds] => entry[1] !== undefined,
  );
  if (defined.length === 0) return [];
  const names = defined.map(([name]) => name).join("/");
  return [`${what} ${names} = ${formatDelays(defined.map(([, value]) => value))}`];
}

/** As few digits as say it, three at least: `0%`, `33.3%`; never 100 % while anything came back. */
function percent(ratio: number): string {
  for (let digits = 3; digits < 15; digits++) {
    const value = Number((ratio * 100).toPrecision(digits));
    if (value < 100 || ratio === 1) return `${value}%`;
  }
  return `${ratio * 100}%`;
}
