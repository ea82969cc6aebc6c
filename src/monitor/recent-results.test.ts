import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProbeResult } from "../probe/index.ts";
import { RecentResults, recentCapacity } from "./recent-results.ts";

const endpoint = { address: "192.0.2.1", port: 443, family: 4 } as const;
const result = (index: number) => ({ index }) as ProbeResult;
const indexes = (recent: RecentResults) => recent.list().map(({ index }) => index);

test("the latest results are kept, newest first", () => {
  const recent = new RecentResults(endpoint, 3);
  expect(recent.last).toBeUndefined();
  for (let index = 1; index <= 5; index++) recent.push(result(index));
  expect(indexes(recent)).toEqual([5, 4, 3]);
  expect(recent.last?.index).toBe(5);
});

test("when each may keep less or more, the latest stay and the order holds", () => {
  const recent = new RecentResults(endpoint, 4);
  for (let index = 1; index <= 6; index++) recent.push(result(index));
  recent.resize(2);
  expect(indexes(recent)).toEqual([6, 5]);
  recent.push(result(7));
  expect(indexes(recent)).toEqual([7, 6]);
  recent.resize(3);
  recent.push(result(8));
  expect(indexes(recent)).toEqual([8, 7, 6]);
});

test("however many endpoints there are, together they keep a bounded number", () => {
  expect(recentCapacity(0)).toBe(30);
  expect(recentCapacity(1000)).toBe(10);
  expect(recentCapacity(100_000)).toBe(3);
});

const uint32 = fc.nat(2 ** 32 - 1);
const facts = fc.record(
  {
    endpoint: fc.constant(endpoint),
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
  { requiredKeys: ["endpoint", "index", "method", "clock", "sentAt"] },
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
const results = fc
  .tuple(facts, came)
  .map((parts) => structuredClone(Object.assign({}, ...parts)) as ProbeResult);

test("whatever a result says, it is given back as it was, and its own endpoint with it", () => {
  fc.assert(
    fc.property(fc.array(results, { maxLength: 40 }), fc.nat(6), (list, more) => {
      const recent = new RecentResults(endpoint, 3);
      for (const one of list) recent.push(one);
      expect(recent.list()).toStrictEqual(list.slice(-3).toReversed());
      expect(recent.last).toStrictEqual(list.at(-1));
      expect(recent.list().every((one) => one.endpoint === endpoint)).toBe(true);
      recent.resize(3 + more);
      for (const one of list) recent.push(one);
      const all = [...list.slice(-3), ...list];
      expect(recent.list()).toStrictEqual(all.slice(-3 - more).toReversed());
    }),
  );
});
