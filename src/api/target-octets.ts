import type { EndpointView, TargetView } from "../monitor/index.ts";
import type { WindowSummary } from "../store/index.ts";
import { factNames, type JsonOctets } from "./json-octets.ts";
import { writeResult } from "./result-template.ts";

const ofTarget = factNames(
  ...(["id", "name", "host", "port", "labels", "state", "since", "flapping"] as const),
  ...(["intervalMs", "timeoutMs", "endpoints", "dns", "tookMs", "at", "error"] as const),
);
const ofEndpoint = factNames(
  ...(["address", "port", "family", "state", "since"] as const),
  ...(["windows", "5m", "1h", "24h", "zone", "last"] as const),
);
const ofWindow = factNames("sent", "lost", "lossRatio", "p50Ms", "p95Ms", "p99Ms", "maxMs");

/** What `readAhead` read, of no meaning: the compiler would leave out reads that nothing comes of. */
let ahead = 0;

/**
 * Brings into the processor's caches what `writeTarget` will read of these. A first look at each is a wait for memory,
 * and of ten thousand all looks are first ones: here they need not wait for one another. HOT.
 */
export function readAhead(views: readonly TargetView[]): void {
  for (const { config, since } of views) ahead ^= since + config.interval;
  for (const { config, id, endpoints } of views) {
    ahead ^= id.length + config.name.length + config.target.port;
    for (const { series, since } of endpoints) ahead ^= series + since;
  }
  for (const { config, endpoints } of views) {
    ahead ^= config.target.host.length;
    for (const endpoint of endpoints) ahead ^= endpoint.readAhead();
  }
}

/** Writes what JSON.stringify would make of `targetBody`, without its objects. HOT: for each target of a list. */
export function writeTarget(json: JsonOctets, view: TargetView): void {
  const { config, labels, dns, endpoints } = view;
  const from = json.length;
  json.copy(ofTarget.id).string(view.id);
  json.copy(ofTarget.name).string(config.name);
  json.copy(ofTarget.host).string(config.target.host);
  json.copy(ofTarget.port).number(config.target.port);
  writeLabels(json.copy(ofTarget.labels), labels);
  json.copy(ofTarget.state).string(view.state);
  json.copy(ofTarget.since).number(view.since);
  json.copy(ofTarget.flapping).text(String(view.flapping));
  json.copy(ofTarget.intervalMs).number(config.interval);
  json.copy(ofTarget.timeoutMs).number(config.timeout);
  json.copy(ofTarget.endpoints).text("[");
  for (let place = 0; place < endpoints.length; place++) {
    if (place > 0) json.text(",");
    writeEndpoint(json, endpoints[place]!);
  }
  json.text("]");
  if (dns !== undefined) writeDns(json.copy(ofTarget.dns), dns);
  json.enclose(from);
}

function writeLabels(json: JsonOctets, labels: TargetView["labels"]): void {
  const from = json.length;
  for (const name in labels) json.text(",").string(name).text(":").string(labels[name]!);
  json.enclose(from);
}

function writeDns(json: JsonOctets, { took, at, error }: NonNullable<TargetView["dns"]>): void {
  const from = json.length;
  json.copy(ofTarget.tookMs).ms(took);
  json.copy(ofTarget.at).number(at);
  if (error !== undefined) json.copy(ofTarget.error).string(error);
  json.enclose(from);
}

function writeEndpoint(json: JsonOctets, view: EndpointView): void {
  const { address, zone, port, family } = view.endpoint;
  const from = json.length;
  json.copy(ofEndpoint.address).string(address);
  json.copy(ofEndpoint.port).number(port);
  json.copy(ofEndpoint.family).number(family);
  json.copy(ofEndpoint.state).string(view.state);
  json.copy(ofEndpoint.since).number(view.since);
  const windows = json.copy(ofEndpoint.windows).length;
  writeWindow(json.copy(ofEndpoint["5m"]), view.fiveMinutes());
  const long = view.longWindows();
  if (long !== undefined) {
    writeWindow(json.copy(ofEndpoint["1h"]), long.hour);
    writeWindow(json.copy(ofEndpoint["24h"]), long.day);
  }
  json.enclose(windows);
  if (zone !== undefined) json.copy(ofEndpoint.zone).string(zone);
  const last = view.lastFormed;
  if (last !== undefined) writeResult(json.copy(ofEndpoint.last), last);
  json.enclose(from);
}

function writeWindow(json: JsonOctets, { sent, lost, p50, p95, p99, max }: WindowSummary): void {
  const from = json.length;
  json.copy(ofWindow.sent).number(sent);
  json.copy(ofWindow.lost).number(lost);
  if (sent > 0) json.copy(ofWindow.lossRatio).number(lost / sent);
  if (p50 !== undefined) json.copy(ofWindow.p50Ms).ms(Math.round(p50));
  if (p95 !== undefined) json.copy(ofWindow.p95Ms).ms(Math.round(p95));
  if (p99 !== undefined) json.copy(ofWindow.p99Ms).ms(Math.round(p99));
  if (max !== undefined) json.copy(ofWindow.maxMs).ms(max);
  json.enclose(from);
}
