import fc from "fast-check";
import type { Endpoint, ProbeResult } from "../../src/probe/index.ts";

const uint32 = fc.nat(2 ** 32 - 1);
const facts = fc.record(
  {
    index: fc.nat(),
    method: fc.constantFrom("syn", "connect"),
    clock: fc.constantFrom("kernel", "user"),
    sentAt: fc.record({ seconds: fc.nat(2 ** 32), nanoseconds: fc.nat(999_999_999) }),
    source: fc.record(
      {
        address: fc.constantFrom("192.0.2.9", "2001:db8::9"),
        port: fc.integer({ min: 1, max: 65_535 }),
        interface: fc.constantFrom("eth0", "eth1"),
      },
      { requiredKeys: ["address", "port"] },
    ),
    burst: fc.constant(true),
    flow: fc.nat(8),
    sequence: uint32,
    synsLost: fc.nat(3),
    rtt: fc.nat(2 ** 52),
  },
  { requiredKeys: ["index", "method", "clock", "sentAt"] },
);
const reply = fc.record(
  {
    flags: fc.constantFrom(["SYN", "ACK"], ["RST"], []),
    sequence: uint32,
    acknowledgment: uint32,
    window: fc.nat(65_535),
    ttl: fc.nat(255),
    options: fc.record(
      {
        mss: fc.nat(65_535),
        windowScale: fc.nat(14),
        sackPermitted: fc.constant(true),
        timestamps: fc.record({ value: uint32, echo: uint32 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const changed = fc.constantFrom(["ttl"], ["ttl", "window"]);
const came = fc.oneof(
  fc.record(
    { outcome: fc.constantFrom("open", "closed"), reply, changed },
    { requiredKeys: ["outcome", "reply"] },
  ),
  fc.record({
    outcome: fc.constant("unreachable"),
    icmp: fc.record(
      { type: fc.nat(255), code: fc.nat(255), sender: fc.ipV4(), mtu: fc.nat(9000) },
      { requiredKeys: ["type", "code", "sender"] },
    ),
  }),
  fc.record({ outcome: fc.constant("timeout"), waited: fc.nat(2 ** 40) }),
  fc.record({
    outcome: fc.constant("error"),
    error: fc.record(
      { code: fc.string(), message: fc.string(), remedy: fc.string() },
      { requiredKeys: ["code", "message"] },
    ),
  }),
);
/** Any result of this endpoint. */
export const resultsOf = (endpoint: Endpoint): fc.Arbitrary<ProbeResult> =>
  fc
    .tuple(facts, came)
    .map((parts) => Object.assign({ endpoint }, ...structuredClone(parts)) as ProbeResult);
