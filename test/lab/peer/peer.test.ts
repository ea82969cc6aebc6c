import { describe, expect, test } from "vitest";
import {
  encodeTcpOptions,
  flag,
  locate,
  PacketLayout,
  parseAddress,
  protocol,
  tcpHeaderLengthOf,
  transportChecksumHolds,
  writePacket,
  writeTcp,
} from "../../../src/wire/index.ts";
import { expectedCounters } from "./expected.ts";
import { Peer } from "./peer.ts";
import { deadlineMs, type Scenario, scenarioNamed, scenarios } from "./scenarios.ts";

const addresses = {
  4: { source: "198.51.100.1", destination: "192.0.2.1" },
  6: { source: "2001:db8::1", destination: "2001:db8::2" },
} as const;
const wordsOf = (text: string): Uint32Array => parseAddress(text)?.words ?? new Uint32Array(4);

function syn(family: 4 | 6, sequence: number): Uint8Array {
  const octets = new Uint8Array(256);
  const source = wordsOf(addresses[family].source);
  const destination = wordsOf(addresses[family].destination);
  const length = writePacket(
    new DataView(octets.buffer),
    0,
    { family, source, destination },
    protocol.tcp,
    (view, at) =>
      writeTcp(view, at, {
        sourcePort: 40_000,
        destinationPort: 443,
        sequence,
        flags: flag.syn,
        options: encodeTcpOptions({ mss: 1460, timestamps: { value: 9, echo: 0 } }),
      }),
  );
  return octets.slice(0, length);
}

/** Runs a peer on a clock of its own, `count` SYNs one millisecond apart, until nothing is due. */
function run(scenario: Scenario, options: { family?: 4 | 6; seed?: number; count?: number } = {}) {
  const { family = 4, seed = 1, count = 100 } = options;
  const waiting: Uint8Array[] = [];
  const written: { atNs: number; packet: Uint8Array }[] = [];
  let clock = 0;
  const device = {
    read: () => waiting.shift(),
    write: (packet: Uint8Array) => void written.push({ atNs: clock, packet }),
  };
  const peer = new Peer(device, scenario, seed, () => clock);
  let next: number | undefined;
  const advanceTo = (time: number): void => {
    while (next !== undefined && clock + next <= time) {
      clock += next;
      next = peer.turn();
    }
    clock = Math.max(clock, time);
  };
  for (let n = 0; n < count; n++) {
    advanceTo(n * 1e6);
    waiting.push(syn(family, 1000 + n));
    next = peer.turn();
  }
  advanceTo(Number.MAX_SAFE_INTEGER);
  return { ledger: peer.ledger(0), written };
}

const families = [4, 6] as const;

describe.each(families)("over IPv%s", (family) => {
  test.each(scenarios)("$name: the same seed does the same again, octet for octet", (scenario) => {
    expect(run(scenario, { family, seed: 3 })).toEqual(run(scenario, { family, seed: 3 }));
  });

  test.each(scenarios)("$name: the ledger holds every packet, no more and no less", (scenario) => {
    const { ledger, written } = run(scenario, { family });
    expect(ledger.received).toEqual({ syn: 100, rst: 0, other: 0 });
    expect(ledger.unsent).toBe(0);
    expect(ledger.entries.flatMap((entry) => entry.sent)).toHaveLength(written.length);
    for (const { sent } of ledger.entries) {
      expect(sent.map((reply) => reply.afterNs)).toEqual(
        sent.map((reply) => reply.afterNs).toSorted((a, b) => a - b),
      );
    }
  });

  test.each(scenarios)(
    "$name: a packet is damaged exactly where the ledger says so",
    (scenario) => {
      const { ledger, written } = run(scenario, { family });
      const layout = new PacketLayout();
      const damaged = written.filter(({ packet }) => {
        const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
        if (!locate(view, 0, packet.length, layout)) return true;
        if (!transportChecksumHolds(view, layout)) return true;
        const { transportAt, transportLength } = layout;
        return (
          layout.protocol === protocol.tcp && tcpHeaderLengthOf(view, transportAt) > transportLength
        );
      });
      const { rejected } = expectedCounters(ledger, { timeoutMs: deadlineMs });
      expect(damaged.length).toBe((rejected["bad-checksum"] ?? 0) + (rejected.truncated ?? 0));
    },
  );

  test.each([
    ["open", { open: 100 }],
    ["closed", { closed: 100 }],
    ["silence", { timeout: 100 }],
    ["all refusals come late", { timeout: 100, late: 100 }],
    ["duplication of late replies", { timeout: 100, late: 100, duplicate: 100 }],
    ["syn-ack: from another port", { timeout: 100, rejected: { "wrong-port": 100 } }],
    ["rst: from another address", { timeout: 100, rejected: { "wrong-address": 100 } }],
    ["syn-ack: bit flipped", { timeout: 100, rejected: { "bad-checksum": 100 } }],
    ["syn-ack: cut on the way", { timeout: 100, rejected: { truncated: 100 } }],
    ["challenge ack", { timeout: 100, rejected: { "challenge-ack": 100 } }],
    [
      "a forger is faster than the server",
      { open: 100, rejected: { "wrong-ack": 100, "wrong-port": 100 } },
    ],
    ["closed, behind extension headers", { closed: 100 }],
    [
      "host unreachable, 8 octets quoted",
      { unreachable: 100, unreachableBy: { [family === 4 ? "3/1" : "1/3"]: 100 } },
    ],
    [
      "packet too big, all quoted",
      { unreachable: 100, unreachableBy: { [family === 4 ? "3/4" : "2/0"]: 100 } },
    ],
  ])("%s: so must it be counted", (name, expected) => {
    const { ledger } = run(scenarioNamed(name), { family });
    expect(expectedCounters(ledger, { timeoutMs: deadlineMs })).toMatchObject(expected);
  });
});

describe("chance keeps to its share", () => {
  const count = 5000;
  const share = (name: string, of: (counters: ReturnType<typeof expectedCounters>) => number) =>
    of(expectedCounters(run(scenarioNamed(name), { count }).ledger, { timeoutMs: deadlineMs })) /
    count;
  test("independent loss of 20 %", () => {
    expect(share("loss, independent", ({ timeout }) => timeout)).toBeCloseTo(0.2, 1);
  });
  test("bursts that begin in 3 % and end in 25 % lose 3 / 28 of all", () => {
    expect(share("loss, in bursts", ({ timeout }) => timeout)).toBeCloseTo(3 / 28, 1);
  });
  test("duplication of half", () => {
    expect(share("duplication", ({ duplicate }) => duplicate)).toBeCloseTo(0.5, 1);
  });
  test("late replies of 20 %", () => {
    expect(share("some replies come late", ({ late }) => late)).toBeCloseTo(0.2, 1);
  });
});

test("losses in bursts come together: the one after a lost one is lost three times in four", () => {
  const { ledger } = run(scenarioNamed("loss, in bursts"), { count: 5000 });
  const lost = ledger.entries.map((entry) => entry.lost === true);
  const afterLost = lost.filter((_, n) => n > 0 && lost[n - 1]);
  expect(afterLost.filter(Boolean).length / afterLost.length).toBeCloseTo(0.75, 1);
});

test("a reply leaves exactly when it is due, those that overtake others included", () => {
  const { ledger, written } = run(scenarioNamed("reordering"));
  const delays = ledger.entries.map((entry) => entry.sent[0]?.afterNs);
  expect(new Set(delays)).toEqual(new Set([1e6, 12e6]));
  expect(written.map(({ atNs }) => atNs)).toEqual(
    delays.map((delay, n) => n * 1e6 + (delay ?? 0)).toSorted((a, b) => a - b),
  );
});

test("what the peer did not do because it was stopped is no part of its account", () => {
  const packets = [syn(4, 1)];
  const device = { read: () => packets.shift(), write: () => {} };
  const peer = new Peer(device, scenarioNamed("delay, exact"), 1, () => 0);
  expect(peer.turn()).toBe(20e6);
  expect(peer.ledger(0)).toMatchObject({ unsent: 1, entries: [{ sent: [] }] });
});

test("what is no SYN is counted and not answered", () => {
  const packets = [Uint8Array.of(1, 2, 3), new Uint8Array(), syn(6, 1).subarray(0, 50)];
  const answers: Uint8Array[] = [];
  const device = {
    read: () => packets.shift(),
    write: (packet: Uint8Array) => void answers.push(packet),
  };
  const peer = new Peer(device, scenarioNamed("open"), 1, () => 0);
  expect(peer.turn()).toBeUndefined();
  expect(peer.ledger(0).received).toEqual({ syn: 0, rst: 0, other: 3 });
  expect(answers).toEqual([]);
});
