import type { OptionTable, OptionValues } from "./option-table.ts";
import {
  anyText,
  durationBetween,
  interfaceName,
  ipAddress,
  listOf,
  ports,
  wholeNumber,
} from "./option-values.ts";

const what = "What to probe:";
const when = "How often, how long:";
const from = "Where from:";
const segment = "The SYN:";
const output = "Output:";

/** The options of `halfopen sweep`. */
export const sweepOptions = {
  file: {
    flags: "-f, --file <file>",
    description: "read targets from this file, one a line; - is standard input; repeatable",
    group: what,
    value: listOf(anyText),
  },
  ports: {
    flags: "-p, --ports <ports>",
    description: "the ports of targets that name none, as in 22,80,8000-8010",
    group: what,
    value: ports,
    default: "443",
  },
  excludeFile: {
    flags: "--exclude-file <file>",
    description: "never probe the addresses and prefixes in this file",
    group: what,
    value: anyText,
  },
  strict: {
    flags: "--strict",
    description: "refuse a list with a wrong line, instead of passing over the line",
    group: what,
  },
  ipv4: { flags: "-4, --ipv4", description: "IPv4 only", group: what, conflicts: ["ipv6"] },
  ipv6: { flags: "-6, --ipv6", description: "IPv6 only", group: what },
  seed: {
    flags: "--seed <n>",
    description: "visit the endpoints in the order that belongs to this number",
    otherwise: "another order each time",
    group: what,
    value: wholeNumber(0, 0xffff_ffff),
  },
  resume: {
    flags: "--resume <file>",
    description:
      "go on with the interrupted sweep that wrote this file; it is removed when all is done",
    group: what,
    value: anyText,
  },
  count: {
    flags: "-c, --count <n>",
    description: "ask an endpoint this many times at the most, until it answers",
    group: when,
    value: wholeNumber(1, 100),
    default: "1",
  },
  timeout: {
    flags: "-W, --timeout <time>",
    description: "how long to wait for the answer to a probe",
    group: when,
    value: durationBetween("1ms", "1h"),
    default: "2s",
  },
  pause: {
    flags: "--pause <time>",
    description: "between asking everybody and asking those again who did not answer",
    group: when,
    value: durationBetween("0s", "24h"),
    default: "1s",
  },
  linger: {
    flags: "--linger <time>",
    description: "listen on for late and duplicate replies after a probe",
    group: when,
    value: durationBetween("0s", "1h"),
    default: "1s",
  },
  rate: {
    flags: "--rate <n>",
    description: "probes a second",
    group: when,
    value: wholeNumber(1, 10_000_000),
    default: "1000",
  },
  maxRatePerAddress: {
    flags: "--max-rate-per-address <n>",
    description: "at most this many probes a second to one globally routable address",
    group: when,
    value: wholeNumber(1, 1_000_000),
    default: "10",
  },
  threads: {
    flags: "--threads <n>",
    description: "share the endpoints among this many threads",
    group: when,
    value: wholeNumber(1, 64),
    default: "1",
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
  bare: {
    flags: "--bare",
    description: "no TCP options: the header of 20 octets alone",
    group: segment,
  },
  failed: {
    flags: "--failed",
    description: "list only the endpoints that are not open",
    group: output,
  },
  json: {
    flags: "--json",
    description: "one JSON object a line",
    group: output,
    conflicts: ["csv"],
  },
  csv: { flags: "--csv", description: "a table with commas, its heading first", group: output },
  resumeFile: {
    flags: "--resume-file <file>",
    description: "where Ctrl-C leaves what --resume needs",
    group: output,
    value: anyText,
    default: "halfopen-sweep.resume",
  },
} as const satisfies OptionTable;

export type SweepOptions = OptionValues<typeof sweepOptions>;
