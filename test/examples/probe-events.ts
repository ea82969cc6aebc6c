import type { ProbeEvent, ProbeFacts, ProbeResult, SegmentFacts } from "../../src/probe/index.ts";
import { type Nanoseconds, nanoseconds } from "../../src/units.ts";

/** One example of everything that a prober may tell. */

const facts: ProbeFacts = {
  endpoint: { address: "192.0.2.7", family: 4, port: 443 },
  index: 1,
  method: "syn",
  clock: "kernel",
  sentAt: { seconds: 1_767_225_600, nanoseconds: 0 },
  source: { address: "198.51.100.2", port: 50123 },
  sequence: 3_029_575_850,
};

export const synAck: SegmentFacts = {
  flags: ["SYN", "ACK"],
  sequence: 1_603_741_700,
  acknowledgment: 3_029_575_851,
  window: 64240,
  ttl: 56,
  options: { mss: 1460, windowScale: 7, sackPermitted: true },
};

const rst: SegmentFacts = {
  flags: ["ACK", "RST"],
  sequence: 0,
  acknowledgment: 3_029_575_851,
  window: 0,
  ttl: 56,
  options: {},
};

const rtt: Nanoseconds = nanoseconds(11_402_113);

export const open: ProbeResult = { ...facts, outcome: "open", rtt, reply: synAck };

export const closed: ProbeResult = {
  ...facts,
  index: 2,
  outcome: "closed",
  rtt: nanoseconds(8_312),
  reply: rst,
};

export const unreachable: ProbeResult = {
  ...facts,
  index: 3,
  outcome: "unreachable",
  rtt: nanoseconds(850),
  icmp: {
    type: 3,
    code: 13,
    name: "communication-administratively-prohibited",
    kind: "prohibited",
    sender: "198.51.100.1",
  },
};

export const timeout: ProbeResult = {
  ...facts,
  index: 4,
  outcome: "timeout",
  waited: nanoseconds(2e9),
};

export const failed: ProbeResult = {
  ...facts,
  index: 5,
  outcome: "error",
  error: { code: "ENETUNREACH", message: "network is unreachable", remedy: "see `ip route`" },
};

export const viaIpv6: ProbeResult = {
  endpoint: { address: "fe80::7", family: 6, port: 22, zone: "eth0" },
  index: 6,
  method: "connect",
  clock: "user",
  sentAt: { seconds: 1_767_225_601, nanoseconds: 999_999_999 },
  source: { address: "fe80::2", port: 50124, interface: "eth0" },
  outcome: "open",
  rtt: nanoseconds(12e9),
  reply: {
    ...synAck,
    flags: ["ECE", "ACK", "SYN"],
    ttl: 63,
    options: { timestamps: { value: 7, echo: 9 } },
  },
};

export const late: ProbeEvent = {
  event: "late",
  facts: { ...facts, index: 4 },
  rtt: nanoseconds(2_311_000_000),
  reply: synAck,
};

export const duplicate: ProbeEvent = {
  event: "duplicate",
  facts,
  rtt: nanoseconds(11_500_000),
  reply: synAck,
};

export const retransmitted: ProbeEvent = { ...duplicate, event: "retransmitted" };

export const rejected: ProbeEvent = {
  event: "rejected",
  endpoint: facts.endpoint,
  index: 1,
  reason: "wrong-ack",
  from: { address: "192.0.2.7", port: 443 },
  ttl: 56,
  at: { seconds: 1_767_225_600, nanoseconds: 5 },
};

export const sent: ProbeEvent = { event: "sent", facts };

export const abandoned: ProbeEvent = { event: "abandoned", endpoint: facts.endpoint, index: 9 };

const results: readonly ProbeResult[] = [open, closed, unreachable, timeout, failed, viaIpv6];

export const events: readonly ProbeEvent[] = [
  sent,
  ...results.map((result) => ({ event: "probe", result }) as const),
  late,
  duplicate,
  retransmitted,
  rejected,
  abandoned,
];
