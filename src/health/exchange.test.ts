import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProbeResult } from "../probe/index.ts";
import { nanoseconds } from "../units.ts";
import { Evidence } from "./exchange.ts";

const facts = fc.record(
  {
    endpoint: fc.constant({ address: "192.0.2.1", port: 443, family: 4 as const }),
    index: fc.nat(),
    method: fc.constant("syn" as const),
    clock: fc.constant("kernel" as const),
    sentAt: fc.record({ seconds: fc.nat(2 ** 32), nanoseconds: fc.nat(999_999_999) }),
    source: fc.record({
      address: fc.constant("192.0.2.9"),
      port: fc.integer({ min: 1, max: 65_535 }),
    }),
    sequence: fc.nat(2 ** 32 - 1),
  },
  { requiredKeys: ["endpoint", "index", "method", "clock", "sentAt"] },
);
const rtt = fc.nat(2 ** 40).map(nanoseconds);
const came = fc.oneof(
  fc.record({ outcome: fc.constant("open"), rtt, reply: fc.constant({ flags: ["SYN", "ACK"] }) }),
  fc.record({ outcome: fc.constant("closed"), reply: fc.constant({}) }),
  fc.record({
    outcome: fc.constant("unreachable"),
    rtt,
    icmp: fc.constant({ name: "host unreachable", sender: "192.0.2.7" }),
  }),
  fc.record({ outcome: fc.constant("timeout"), waited: rtt }),
  fc.record({ outcome: fc.constant("error"), error: fc.constant({ message: "no route" }) }),
);
const results = fc
  .tuple(facts, came)
  .map(([known, outcome]) => ({ ...known, ...outcome }) as ProbeResult);

/** One result, told plainly. */
function told(result: ProbeResult): Record<string, unknown> {
  const { sentAt, outcome, source, sequence } = result;
  const details = {
    open: "SYN ACK",
    closed: undefined,
    unreachable: "host unreachable from 192.0.2.7",
    timeout: undefined,
    error: "no route",
  };
  const all = {
    at: sentAt.seconds * 1000 + Math.floor(sentAt.nanoseconds / 1e6),
    outcome,
    rttMs: "rtt" in result ? result.rtt / 1e6 : undefined,
    detail: details[outcome],
    sourcePort: source?.port,
    sequence,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

test("the evidence is the last eight exchanges, oldest first, with nothing that was not there", () => {
  fc.assert(
    fc.property(fc.array(results, { maxLength: 20 }), (list) => {
      const evidence = new Evidence();
      for (const result of list) evidence.take(result);
      expect(evidence.list()).toStrictEqual(list.slice(-8).map(told));
    }),
  );
});
