import type { OptionTable, OptionValues } from "./option-table.ts";
import {
  anyText,
  durationBetween,
  interfaceName,
  ipAddress,
  listOf,
  oneOf,
  wholeNumber,
} from "./option-values.ts";

const what = "What to probe:";
const when = "How often, how long:";
const from = "Where from:";
const segment = "The SYN:";
const output = "Output:";

/** The options of `halfopen ping`. */
export const pingOptions = {
  file: {
    flags: "-f, --file <file>",
    description: "read targets from this file, one a line; - is standard input; repeatable",
    group: what,
    value: listOf(anyText),
  },
  strict: {
    flags: "--strict",
    description: "refuse a list with a wrong line, instead of passing over the line",
    group: what,
  },
  host: {
    flags: "--host <host>",
    description: "the target's host, instead of naming targets",
    group: what,
    value: anyText,
  },
  port: {
    flags: "--port <port>",
    description: "the port of targets that name none",
    group: what,
    value: wholeNumber(1, 65535),
    default: "443",
  },
  ipv4: {
    flags: "-4, --ipv4",
    description: "IPv4 only",
    group: what,
    conflicts: ["ipv6"],
  },
  ipv6: { flags: "-6, --ipv6", description: "IPv6 only", group: what },
  allAddresses: {
    flags: "--all-addresses",
    description: "probe every address of a name, not only the first",
    group: what,
  },
  method: {
    flags: "--method <name>",
    description: "syn needs CAP_NET_RAW, connect does not; auto takes syn when it may",
    group: what,
    value: oneOf("syn", "connect", "auto"),
    default: "auto",
  },
  count: {
    flags: "-c, --count <n>",
    description: "stop after this many probes of each endpoint",
    otherwise: "until interrupted",
    group: when,
    value: wholeNumber(1, 2 ** 32),
  },
  interval: {
    flags: "-i, --interval <time>",
    description: "from one probe of an endpoint to its next",
    group: when,
    value: durationBetween("100us", "24h"),
    default: "1s",
  },
  timeout: {
    flags: "-W, --timeout <time>",
    description: "how long to wait for the answer to a probe",
    group: when,
    value: durationBetween("1ms", "1h"),
    default: "2s",
  },
  linger: {
    flags: "--linger <time>",
    description: "listen on for late and duplicate replies after the last probe",
    group: when,
    value: durationBetween("0s", "1h"),
    default: "0s",
  },
  rate: {
    flags: "--rate <n>",
    description: "at most this many probes a second, all endpoints together",
    group: when,
    value: wholeNumber(1, 1_000_000),
    default: "20000",
  },
  maxRatePerAddress: {
    flags: "--max-rate-per-address <n>",
    description: "at most this many probes a second to one globally routable address",
    group: when,
    value: wholeNumber(1, 1_000_000),
    default: "10",
  },
  interface: {
    flags: "-I, --interface <name>",
    description: "send from an address of this interface",
    otherwise: "as the route says",
    group: from,
    value: interfaceName,
  },
  source: {
    flags: "-S, --source <address>",
    description: "send from this address of this host",
    otherwise: "as the route says",
    group: from,
    value: ipAddress,
  },
  sourcePort: {
    flags: "--source-port <port>",
    description: "send from this port",
    otherwise: "free ports in turn",
    group: from,
    value: wholeNumber(1, 65535),
    conflicts: ["flows"],
  },
  flows: {
    flags: "--flows <n>",
    description: "keep to this many fixed source ports, and report on each",
    group: from,
    value: wholeNumber(1, 512),
  },
  ttl: {
    flags: "-t, --ttl <n>",
    description: "time to live, hop limit",
    group: segment,
    value: wholeNumber(1, 255),
    default: "64",
  },
  dscp: {
    flags: "-Q, --dscp <n>",
    description: "differentiated services code point",
    group: segment,
    value: wholeNumber(0, 63),
    default: "0",
  },
  ecn: {
    flags: "--ecn",
    description: "offer ECN (RFC 3168): a peer that takes it answers with the flag ECE",
    group: segment,
  },
  bare: {
    flags: "--bare",
    description: "no TCP options: the header of 20 octets alone",
    group: segment,
  },
  verbose: {
    flags: "-v, --verbose",
    description: "tell the addresses, ports and numbers of each SYN and its answer",
    group: output,
    conflicts: ["quiet", "json"],
  },
  quiet: { flags: "-q, --quiet", description: "the summary only", group: output },
  timestamps: {
    flags: "-D, --timestamps",
    description: "begin each line with the time of day, in UTC",
    group: output,
    conflicts: ["json"],
  },
  json: { flags: "--json", description: "one JSON object a line", group: output },
  table: {
    flags: "--table <when>",
    description: "one line for each endpoint, worst first: auto takes it above 8 endpoints",
    group: output,
    value: oneOf("auto", "always", "never"),
    default: "auto",
  },
  closedIsUp: {
    flags: "--closed-is-up",
    description: "an endpoint that answers with a RST is up too",
    group: output,
  },
} as const satisfies OptionTable;

export type PingOptions = OptionValues<typeof pingOptions>;
