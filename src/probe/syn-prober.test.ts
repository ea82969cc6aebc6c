import { describe, expect, test } from "vitest";
import { collect, endpoints, plan, say, simulate } from "../../test/support/simulation.ts";
import {
  bareAck,
  icmpError,
  leavingAgain,
  type Reply,
  reset,
  segment,
  synAck,
  type SimulatedLinkOptions,
} from "../testing/index.ts";
import { type Nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { flag, icmpErrorName } from "../wire/index.ts";
import type { SelfCheck } from "./prober.ts";
import type { SynProberOptions } from "./syn-prober.ts";

/** One probe, lost after 200 ms and listened to for 2 s more: what the network does, what is told. */
type Scenario = {
  name: string;
  replies: Reply[];
  told: string[];
  /** The wall clock is set at that moment by that much. */
  step?: { atMs: number; byMs: number };
  link?: SimulatedLinkOptions;
  prober?: SynProberOptions;
  selfCheck?: Partial<SelfCheck>;
};

const twice = (reply: Reply): Reply[] => [reply, reply];
/** The errnos of the first sends; then the kernel takes everything. */
const refusing = (...errnos: string[]): SimulatedLinkOptions => ({ refuse: () => errnos.shift() });

/** Bits of the segment, counted from the start of its IP packet. */
const tcpBit = (family: 4 | 6, octet: number): number => ((family === 4 ? 20 : 40) + octet) * 8;
const hostUnreachable = {
  4: { type: 3, code: 1, name: icmpErrorName(4, 3, 1) },
  6: { type: 1, code: 3, name: icmpErrorName(6, 1, 3) },
};
const elsewhere = { 4: "192.0.2.8", 6: "2001:db8::8" };

const scenarios = (family: 4 | 6): Scenario[] => [
  {
    name: "a SYN-ACK after 20 ms",
    replies: [synAck({ afterMs: 20 })],
    told: ["open 20 kernel"],
  },
  {
    name: "a SYN-ACK a nanosecond above 3 ms",
    replies: [synAck({ afterMs: 3.000001 })],
    told: ["open 3.000001 kernel"],
  },
  {
    name: "a SYN-ACK at the very deadline",
    replies: [synAck({ afterMs: 200 })],
    told: ["open 200 kernel"],
  },
  { name: "silence", replies: [], told: ["timeout 200"] },
  {
    name: "an ack off by one above",
    replies: [synAck({ ack: 2 })],
    told: ["rejected wrong-ack", "timeout 200"],
  },
  {
    name: "an ack off by one below",
    replies: [synAck({ ack: 0 })],
    told: ["rejected wrong-ack", "timeout 200"],
  },
  {
    name: "a SYN-ACK from the wrong port",
    replies: [synAck({ fromPort: 444 })],
    told: ["rejected wrong-port", "timeout 200"],
  },
  {
    name: "a SYN-ACK from the wrong address",
    replies: [synAck({ fromAddress: elsewhere[family] })],
    told: ["rejected wrong-address", "timeout 200"],
  },
  {
    name: "a forged ack before the right reply",
    replies: [synAck({ afterMs: 5, ack: 99 }), synAck({ afterMs: 20 })],
    told: ["rejected wrong-ack", "open 20 kernel"],
  },
  {
    name: "a RST that acknowledges the SYN",
    replies: [reset({ afterMs: 20 })],
    told: ["closed 20 kernel"],
  },
  {
    name: "a RST that acknowledges something else",
    replies: [reset({ ack: 0 })],
    told: ["rejected wrong-ack", "timeout 200"],
  },
  {
    name: "a RST without ACK",
    replies: [segment(flag.rst, { ack: 1 })],
    told: ["rejected unexpected-flags", "timeout 200"],
  },
  {
    name: "a SYN, as in a simultaneous open",
    replies: [segment(flag.syn)],
    told: ["rejected unexpected-flags", "timeout 200"],
  },
  {
    name: "a SYN-ACK with FIN",
    replies: [segment(flag.syn | flag.ack | flag.fin)],
    told: ["rejected unexpected-flags", "timeout 200"],
  },
  {
    name: "a SYN-ACK with ECE and PSH, which decide nothing",
    replies: [segment(flag.syn | flag.ack | flag.ece | flag.psh, { afterMs: 20 })],
    told: ["open 20 kernel"],
  },
  {
    name: "a challenge ACK of an old connection",
    replies: [bareAck({ ack: 123_456 })],
    told: ["rejected challenge-ack", "timeout 200"],
  },
  {
    name: "the same SYN-ACK twice",
    replies: [synAck({ afterMs: 20 }), synAck({ afterMs: 21 })],
    told: ["open 20 kernel", "duplicate 21"],
  },
  {
    name: "the same RST twice, however late",
    replies: [reset({ afterMs: 20 }), reset({ afterMs: 1020 })],
    told: ["closed 20 kernel", "duplicate 1020"],
  },
  {
    name: "a SYN-ACK retransmitted after a second",
    replies: [synAck({ afterMs: 20, timestamp: 1 }), synAck({ afterMs: 1020, timestamp: 1001 })],
    told: ["open 20 kernel", "retransmitted 1020"],
  },
  {
    name: "a SYN-ACK retransmitted by a host without timestamps",
    replies: [synAck({ afterMs: 20, options: {} }), synAck({ afterMs: 1020, options: {} })],
    told: ["open 20 kernel", "retransmitted 1020"],
  },
  {
    name: "a SYN-ACK written anew soon after the first",
    replies: [synAck({ afterMs: 20, timestamp: 1 }), synAck({ afterMs: 30, timestamp: 11 })],
    told: ["open 20 kernel", "retransmitted 30"],
  },
  {
    name: "a late SYN-ACK",
    replies: [synAck({ afterMs: 200.001 })],
    told: ["timeout 200", "late 200.001 kernel"],
  },
  {
    name: "a late SYN-ACK, twice",
    replies: [synAck({ afterMs: 300 }), synAck({ afterMs: 301 })],
    told: ["timeout 200", "late 300 kernel", "duplicate 301"],
  },
  {
    name: "a reply after the listening is over",
    replies: [synAck({ afterMs: 2300 })],
    told: ["timeout 200"],
  },
  {
    name: "a RST after the SYN-ACK",
    replies: [synAck({ afterMs: 20 }), reset({ afterMs: 25 })],
    told: ["open 20 kernel", "rejected contradictory"],
  },
  {
    name: "a SYN-ACK with another sequence number after the first",
    replies: [synAck({ afterMs: 20, sequence: 1 }), synAck({ afterMs: 25, sequence: 2 })],
    told: ["open 20 kernel", "rejected contradictory"],
  },
  {
    name: "the SYN-ACK seen on two stacked interfaces",
    replies: [
      synAck({ afterMs: 20, interfaceIndex: 2 }),
      synAck({ afterMs: 20.004, interfaceIndex: 3 }),
    ],
    told: ["open 20 kernel"],
  },
  {
    name: "the SYN seen leaving twice: the stamp nearest the wire counts",
    replies: [leavingAgain({ afterMs: 5, interfaceIndex: 3 }), synAck({ afterMs: 20 })],
    told: ["open 15 kernel"],
  },
  {
    name: "the SYN not seen leaving",
    replies: [synAck({ afterMs: 20 })],
    link: { showsOutgoing: false },
    told: ["open 20 user"],
    selfCheck: { unseenSends: 1 },
  },
  {
    name: "the SYN seen leaving only after it was given up",
    replies: [leavingAgain({ afterMs: 260 }), synAck({ afterMs: 300 })],
    link: { showsOutgoing: false },
    told: ["timeout 200", "late 40 kernel"],
    selfCheck: { heldBack: 1 },
  },
  {
    name: "sequence number 2^32-1, acknowledged by 0",
    replies: [synAck({ afterMs: 20 })],
    prober: { random: () => 0xffffffff },
    told: ["open 20 kernel"],
  },
  {
    name: "the wall clock set forward between the stamps",
    step: { atMs: 10, byMs: 1000 },
    replies: [synAck({ afterMs: 20 })],
    told: ["open 20 user"],
    selfCheck: { clockSteps: 1 },
  },
  {
    name: "the wall clock set back between the stamps",
    step: { atMs: 10, byMs: -1000 },
    replies: [synAck({ afterMs: 20 })],
    told: ["open 20 user"],
    selfCheck: { clockSteps: 1 },
  },
  {
    name: "the wall clock set while a late reply is on its way",
    step: { atMs: 250, byMs: -1000 },
    replies: [synAck({ afterMs: 300 })],
    told: ["timeout 200", "late 300 user"],
    selfCheck: { clockSteps: 1 },
  },
  {
    name: "the wall clock set after the reply",
    step: { atMs: 30, byMs: 1000 },
    replies: [synAck({ afterMs: 20 })],
    told: ["open 20 kernel"],
    selfCheck: { clockSteps: 1 },
  },
  {
    name: "a send that the firewall refuses",
    link: refusing("EPERM"),
    replies: [synAck()],
    told: ["error EPERM"],
  },
  {
    name: "a send without a route",
    link: refusing("ENETUNREACH"),
    replies: [synAck()],
    told: ["error ENETUNREACH"],
  },
  {
    name: "a send that the kernel takes at the third attempt",
    link: refusing("EAGAIN", "ENOBUFS"),
    replies: [synAck({ afterMs: 20 })],
    told: ["open 20 kernel"],
    selfCheck: { largestLateness: nanosecondsFromMilliseconds(2) },
  },
  {
    name: "a host without an address of this family",
    link: { origins: [] },
    replies: [],
    told: ["error NO_ROUTE"],
  },
  {
    name: "a SYN-ACK cut in the middle of its TCP header",
    replies: [synAck({ cutTo: tcpBit(family, 12) / 8 })],
    told: ["rejected truncated", "timeout 200"],
  },
  {
    name: "a SYN-ACK cut in the middle of its options",
    replies: [synAck({ cutTo: tcpBit(family, 30) / 8 })],
    told: ["rejected truncated", "timeout 200"],
  },
  {
    name: "a bad checksum",
    replies: [synAck({ flipBit: tcpBit(family, 15) })],
    told: ["rejected bad-checksum", "timeout 200"],
  },
  {
    name: "a checksum that this host left unfinished",
    replies: [synAck({ afterMs: 20, flipBit: tcpBit(family, 16), checksumFinished: false })],
    told: ["open 20 kernel"],
  },
  {
    name: "an ICMP error about the SYN",
    replies: [icmpError({ afterMs: 20, ...hostUnreachable[family] })],
    told: [`unreachable ${hostUnreachable[family].name} 20`],
  },
  {
    name: "an ICMP error that quotes 8 octets of the segment, as RFC 792 asks for no more",
    replies: [
      icmpError({
        afterMs: 20,
        ...hostUnreachable[family],
        quoted: tcpBit(family, 8) / 8,
      }),
    ],
    told: [`unreachable ${hostUnreachable[family].name} 20`],
  },
  {
    name: "an ICMP error with a bad checksum",
    replies: [icmpError({ ...hostUnreachable[family], flipBit: tcpBit(family, 7) })],
    told: ["rejected bad-checksum", "timeout 200"],
  },
  {
    name: "a segment for a connection that we do not know",
    replies: twice(bareAck({ fromAddress: elsewhere[family], ack: 123_456 })),
    told: ["timeout 200"],
    selfCheck: { strays: 2 },
  },
];

const quiet: Omit<SelfCheck, "lateness"> = {
  ringDrops: 0,
  lateSends: 0,
  largestLateness: nanosecondsFromMilliseconds(0),
  putOff: 0 as Nanoseconds,
  clockSteps: 0,
  unseenSends: 0,
  heldBack: 0,
  skipped: 0,
  crowded: 0,
  strays: 0,
};

describe.each([4, 6] as const)("what is told over IPv%i of", (family) => {
  test.each(scenarios(family))("$name", async (scenario) => {
    const { clock, prober } = simulate(() => scenario.replies, scenario);
    if (scenario.step !== undefined) {
      const { atMs, byMs } = scenario.step;
      const step = () => clock.stepWall(nanosecondsFromMilliseconds(byMs));
      clock.after(nanosecondsFromMilliseconds(atMs), step);
    }
    const events = await collect(
      prober.run(plan({ endpoints: [endpoints[family]], lingerMs: 2000 })),
    );
    expect(events.map(say)).toEqual(scenario.told);
    expect(prober.selfCheck()).toMatchObject({ ...quiet, ...scenario.selfCheck });
  });
});

test("a link-local endpoint is probed through the interface of its zone", async () => {
  const scopes: number[] = [];
  const { prober } = simulate(({ scope }) => (scopes.push(scope), [synAck()]));
  const linkLocal = { address: "fe80::7", family: 6, port: 443, zone: "eth0" } as const;
  expect(await prober.probe(linkLocal)).toMatchObject({ outcome: "open", endpoint: linkLocal });
  const nowhere = { ...linkLocal, zone: "tun9" };
  expect(await prober.probe(nowhere)).toMatchObject({
    outcome: "error",
    error: { code: "INTERFACE_UNKNOWN" },
  });
  expect(scopes).toEqual([2]);
});

describe.each([4, 6] as const)("facts of a result over IPv%i", (family) => {
  test("where it left from, when, and what the reply said", async () => {
    const { link, clock, prober } = simulate(
      () => [synAck({ afterMs: 20, ttl: 57, window: 5000, sequence: 77, timestamp: 9 })],
      { prober: { random: () => 0xfffffffe } },
    );
    const sentAt = clock.wall();
    expect(await prober.probe(endpoints[family])).toEqual({
      endpoint: endpoints[family],
      index: 1,
      method: "syn",
      clock: "kernel",
      sentAt,
      source: {
        address: family === 4 ? "198.51.100.2" : "2001:db8:100::2",
        port: 50_000,
      },
      sequence: 0xfffffffe,
      outcome: "open",
      rtt: 20e6,
      reply: {
        flags: ["SYN", "ACK"],
        sequence: 77,
        acknowledgment: 0xffffffff,
        window: 5000,
        ttl: 57,
        options: {
          mss: 1460,
          sackPermitted: true,
          windowScale: 7,
          timestamps: { value: 9, echo: 0 },
        },
      },
    });
    await prober[Symbol.asyncDispose]();
    expect(link.disposed).toBe(true);
  });

  test("a rejected segment says who sent it and when", async () => {
    const from = elsewhere[family];
    const { prober } = simulate(() => [synAck({ afterMs: 20, fromAddress: from, ttl: 200 })]);
    const [rejected] = await collect(prober.run(plan({ endpoints: [endpoints[family]] })));
    expect(rejected).toEqual({
      event: "rejected",
      endpoint: endpoints[family],
      index: 1,
      reason: "wrong-address",
      from: { address: from, port: 443 },
      ttl: 200,
      at: { seconds: 1767225600, nanoseconds: 20e6 },
    });
  });
});
