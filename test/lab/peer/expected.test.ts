import { describe, expect, test } from "vitest";
import { type Counters, expectedCounters } from "./expected.ts";
import type { Ledger, LedgerEntry, SentReply } from "./ledger.ts";

const ms = 1e6;
const open: SentReply = { send: "syn-ack", means: { is: "open" }, sequence: 5, afterNs: ms };
const closed: SentReply = { send: "rst", means: { is: "closed" }, sequence: 0, afterNs: ms };
const noRoute: SentReply = {
  send: "no route",
  means: { is: "unreachable", type: 3, code: 0 },
  afterNs: ms,
};
const forged: SentReply = {
  send: "rst",
  but: "ack out of the air",
  means: { is: "rejected", reason: "wrong-ack" },
  afterNs: ms,
};
const after = (reply: SentReply, milliseconds: number): SentReply => ({
  ...reply,
  afterNs: milliseconds * ms,
});

const entry = (sent: readonly SentReply[]): LedgerEntry => ({
  family: 4,
  source: "198.51.100.1",
  sourcePort: 40_000,
  destination: "192.0.2.1",
  destinationPort: 443,
  sequence: 1,
  sent,
});
const ledger = (...entries: (readonly SentReply[])[]): Ledger => ({
  scenario: "",
  seed: 0,
  received: { syn: entries.length, rst: 0, other: 0 },
  unsent: 0,
  missed: 0,
  entries: entries.map(entry),
});

const zero: Counters = {
  sent: 1,
  open: 0,
  closed: 0,
  unreachable: 0,
  timeout: 0,
  late: 0,
  duplicate: 0,
  retransmitted: 0,
  stray: 0,
  unreachableBy: {},
  rejected: {},
};

describe("of one SYN, what the peer sent decides what must be counted", () => {
  const cases: { what: string; sent: SentReply[]; expected: Partial<Counters> }[] = [
    { what: "nothing", sent: [], expected: { timeout: 1 } },
    { what: "a SYN-ACK", sent: [open], expected: { open: 1 } },
    { what: "a RST", sent: [closed], expected: { closed: 1 } },
    {
      what: "an ICMP error",
      sent: [noRoute],
      expected: { unreachable: 1, unreachableBy: { "3/0": 1 } },
    },
    {
      what: "a SYN-ACK at the deadline's last moment",
      sent: [after(open, 200)],
      expected: { open: 1 },
    },
    { what: "a late SYN-ACK", sent: [after(open, 201)], expected: { timeout: 1, late: 1 } },
    {
      what: "a late SYN-ACK twice",
      sent: [after(open, 201), { ...after(open, 202), send: "copy" }],
      expected: { timeout: 1, late: 1, duplicate: 1 },
    },
    {
      what: "a SYN-ACK and two copies",
      sent: [open, { ...open, send: "copy" }, { ...open, send: "copy" }],
      expected: { open: 1, duplicate: 2 },
    },
    {
      what: "a SYN-ACK, retransmitted",
      sent: [open, { ...after(open, 300), send: "syn-ack again" }],
      expected: { open: 1, retransmitted: 1 },
    },
    {
      what: "a SYN-ACK with another sequence number after the first",
      sent: [open, { ...open, sequence: 6 }],
      expected: { open: 1, rejected: { contradictory: 1 } },
    },
    {
      what: "a RST after the SYN-ACK",
      sent: [open, closed],
      expected: { open: 1, rejected: { contradictory: 1 } },
    },
    {
      what: "forgeries before, between and after",
      sent: [forged, open, forged, { ...open, send: "copy" }, forged],
      expected: { open: 1, duplicate: 1, rejected: { "wrong-ack": 3 } },
    },
    {
      what: "an error about a SYN that nobody sent",
      sent: [{ ...noRoute, but: "quotes a SYN never sent", means: { is: "stray" } }],
      expected: { timeout: 1, stray: 1 },
    },
    {
      what: "forgeries only",
      sent: [forged, forged],
      expected: { timeout: 1, rejected: { "wrong-ack": 2 } },
    },
  ];
  test.each(cases)("$what", ({ sent, expected }) => {
    const counters = expectedCounters(ledger(sent), { timeoutMs: 200 });
    expect(counters).toEqual({ ...zero, ...expected });
  });
});

describe("what comes after a probe was forgotten counts nowhere", () => {
  const patience = { timeoutMs: 200, lingerMs: 100 };
  test.each([
    { what: "a reply", sent: [after(open, 301)], expected: { timeout: 1 } },
    {
      what: "a copy, the answer having come early",
      sent: [after(open, 10), { ...after(open, 111), send: "copy" as const }],
      expected: { open: 1 },
    },
  ])("$what", ({ sent, expected }) => {
    expect(expectedCounters(ledger(sent), patience)).toEqual({ ...zero, ...expected });
  });
});

test("counters of many SYNs are the sums", () => {
  const counters = expectedCounters(ledger([open], [], [open, forged], [noRoute]), {
    timeoutMs: 200,
  });
  expect(counters).toEqual({
    ...zero,
    sent: 4,
    open: 2,
    timeout: 1,
    unreachable: 1,
    unreachableBy: { "3/0": 1 },
    rejected: { "wrong-ack": 1 },
  });
});
