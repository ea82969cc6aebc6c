import { describe, expect, test } from "vitest";
import type { FrameView } from "../net/index.ts";
import { formatInstant, nanosecondsFromMilliseconds } from "../units.ts";
import {
  acknowledgmentOf,
  locate,
  PacketLayout,
  parseAddress,
  QuotedSegment,
  readIcmpError,
  SynTemplate,
  transportChecksumHolds,
} from "../wire/index.ts";
import { bareAck, icmpError, leavingAgain, reset, synAck } from "./replies.ts";
import { type Responder, SimulatedLink, type SimulatedLinkOptions } from "./simulated-link.ts";
import { VirtualClock } from "./virtual-clock.ts";

const ms = nanosecondsFromMilliseconds;
const destination = { 4: parseAddress("192.0.2.7")!.words, 6: parseAddress("2001:db8::7")!.words };

function open(answer: Responder = () => [], options: SimulatedLinkOptions = {}) {
  const clock = new VirtualClock();
  const link = new SimulatedLink(clock, answer, options);
  /** Puts one SYN into the batch. */
  const prepare = (family: 4 | 6 = 4, sequence = 1000) => {
    const { batch } = link;
    const words = destination[family];
    const origin = link.originFor({ family, words, at: 0, scope: 0 });
    const entry = batch.count++;
    batch.lengths[entry] = new SynTemplate({ family, source: origin.words }).write(
      batch.view,
      entry * batch.slotSize,
      words,
      0,
      443,
      origin.ports[0]!,
      sequence,
      0,
      0,
    );
  };
  const send = (family: 4 | 6 = 4, sequence = 1000) => {
    link.batch.count = 0;
    prepare(family, sequence);
    return link.send(link.batch, 0);
  };
  const drain = <Kept>(keep: (frame: FrameView) => Kept): Kept[] => {
    const kept: Kept[] = [];
    link.drain((frame) => kept.push(keep(frame)));
    return kept;
  };
  return { clock, link, prepare, send, drain };
}

const brief = (frame: FrameView) =>
  `${frame.direction} ${formatInstant(frame).slice(17, 29)} on ${frame.interfaceIndex}`;

describe("frames", () => {
  test("show the SYN as it leaves, then what comes of it, each at its own moment", async () => {
    const { clock, link, send, drain } = open(() => [
      reset({ afterMs: 30 }),
      synAck({ afterMs: 20, interfaceIndex: 7 }),
      leavingAgain({ afterMs: 1 }),
    ]);
    const start = clock.monotonic();
    send();
    expect(drain(brief)).toEqual(["outgoing 00.000000000 on 2"]);
    await link.readable(ms(1000));
    expect(drain(brief)).toEqual(["outgoing 00.001000000 on 2"]);
    await link.readable(ms(5));
    expect(drain(brief)).toEqual([]);
    expect(clock.monotonic() - start).toBe(ms(6));
    await link.readable(ms(1000));
    await link.readable(ms(1000));
    expect(drain(brief)).toEqual(["incoming 00.020000000 on 7"]);
    clock.advance(ms(500));
    expect(drain(brief)).toEqual(["incoming 00.030000000 on 2"]);
  });

  test("lie among other octets, and are over after the visit", () => {
    const { clock, send, drain } = open(() => [synAck({ afterMs: 1, cutTo: 33 })]);
    send();
    clock.advance(ms(1));
    const [syn, cut] = drain((frame) => ({
      at: frame.at,
      length: frame.length,
      wireLength: frame.wireLength,
      first: frame.view.getUint8(frame.at),
      beyond: frame.view.getUint8(frame.at + frame.length),
      frame,
    }));
    expect(syn).toMatchObject({ length: 60, wireLength: 60, first: 0x45, beyond: 0xa5 });
    expect(cut).toMatchObject({ length: 33, wireLength: 60, first: 0x45, beyond: 0xa5 });
    expect(syn!.at).toBeGreaterThan(0);
    expect(syn!.frame).toBe(cut!.frame);
  });

  test("beyond what the ring holds are dropped and counted once", () => {
    const { clock, link, send, drain } = open(() => [synAck(), synAck(), synAck()], { ring: 2 });
    send();
    clock.advance(ms(10));
    expect(drain(brief)).toHaveLength(2);
    expect([link.takeDrops(), link.takeDrops()]).toEqual([2, 0]);
  });
});

describe("a send", () => {
  test("stops at the packet that is refused, and goes on from where it is told", () => {
    const { link, prepare } = open(() => [], {
      refuse: ({ sequence }) => (sequence === 2 ? "EPERM" : undefined),
    });
    for (const sequence of [1, 2, 3]) prepare(4, sequence);
    expect([link.send(link.batch, 0), link.refusal]).toEqual([1, "EPERM"]);
    expect([link.send(link.batch, 1), link.refusal]).toEqual([0, "EPERM"]);
    expect([link.send(link.batch, 2), link.refusal]).toEqual([1, undefined]);
  });

  test("of what is no packet is a mistake of the prober", () => {
    const { link } = open();
    link.batch.count = 1;
    expect(() => link.send(link.batch, 0)).toThrow("cannot be read");
  });
});

describe("waiting", () => {
  test("lets the event loop run before time passes, and ends at once when woken", async () => {
    const { clock, link } = open();
    const start = clock.monotonic();
    let ran = 0;
    setImmediate(() => ran++);
    await link.readable(ms(10));
    expect([ran, clock.monotonic() - start]).toEqual([1, ms(10)]);
    const waiting = link.readable(ms(10));
    link.wake();
    await waiting;
    expect(clock.monotonic() - start).toBe(ms(10));
  });
});

describe("origins", () => {
  test("are the same object each time, with ports held and more to be had", () => {
    const { link } = open(() => [], {
      origins: [{ address: "198.51.100.9", interface: "eth1", ports: [7, 9], spare: 3 }],
    });
    const to = { family: 4, words: destination[4], at: 0, scope: 0 } as const;
    const origin = link.originFor(to);
    expect(link.originFor(to)).toBe(origin);
    expect(origin).toMatchObject({ address: "198.51.100.9", interface: "eth1", ports: [7, 9] });
    expect([link.holdPorts(origin, 2), link.holdPorts(origin, 2)]).toEqual([2, 1]);
    expect(origin.ports).toEqual([7, 9, 10, 11, 12]);
    expect(() => link.originFor({ ...to, family: 6, words: destination[6] })).toThrow(
      "no route to 2001:db8::7",
    );
  });

  test("zones are interfaces", () => {
    const { link } = open(() => [], { zones: { wlan0: 5 } });
    expect([link.scopeOf("eth0"), link.scopeOf("wlan0")]).toEqual([2, 5]);
    expect(() => link.scopeOf("tun9")).toThrow("no interface tun9");
  });
});

const layoutOf = (frame: FrameView): PacketLayout => {
  const layout = new PacketLayout();
  locate(frame.view, frame.at, frame.length, layout);
  return layout;
};

describe.each([4, 6] as const)("replies over IPv%i", (family) => {
  test.each([
    { name: "a SYN-ACK", reply: synAck({ ttl: 9 }), acknowledgment: 0 },
    { name: "a RST", reply: reset({ ttl: 9 }), acknowledgment: 0 },
    { name: "an ACK of something else", reply: bareAck({ ttl: 9, ack: 2 }), acknowledgment: 1 },
  ])("$name is a right packet, its acknowledgment modulo 2^32", ({ reply, acknowledgment }) => {
    const { clock, send, drain } = open(() => [reply], { showsOutgoing: false });
    send(family, 0xffffffff);
    clock.advance(ms(10));
    const [seen] = drain((frame) => {
      const layout = layoutOf(frame);
      return {
        problem: layout.problem,
        hopLimit: layout.hopLimit,
        holds: transportChecksumHolds(frame.view, layout),
        acknowledgment: acknowledgmentOf(frame.view, layout.transportAt),
      };
    });
    expect(seen).toEqual({ problem: "none", hopLimit: 9, holds: true, acknowledgment });
  });

  test("a flipped bit is one bit of the packet", () => {
    const { clock, send, drain } = open(() => [
      synAck({ afterMs: 1 }),
      synAck({ afterMs: 2, flipBit: 9 }),
    ]);
    send(family);
    clock.advance(ms(10));
    const [, good, flipped] = drain((frame) =>
      Array.from({ length: frame.length }, (_, n) => frame.view.getUint8(frame.at + n)),
    );
    expect(flipped!.map((octet, at) => octet ^ good![at]!).filter((bits) => bits !== 0)).toEqual([
      0x40,
    ]);
    expect(flipped![1]! ^ good![1]!).toBe(0x40);
  });

  test.each([undefined, 8])("an ICMP error quotes the SYN (%s octets of its segment)", (octets) => {
    const quoted = octets === undefined ? {} : { quoted: (family === 4 ? 20 : 40) + octets };
    const type = family === 4 ? 3 : 1;
    const { clock, send, drain } = open(() => [icmpError({ type, code: 1, ...quoted })]);
    send(family, 77);
    clock.advance(ms(10));
    const [, quote] = drain((frame) => {
      const into = new QuotedSegment();
      const layout = layoutOf(frame);
      const holds = transportChecksumHolds(frame.view, layout);
      return { read: readIcmpError(frame.view, layout, into), holds, into };
    });
    expect(quote).toMatchObject({
      read: true,
      holds: true,
      into: { family, type, code: 1, sequence: 77, destinationPort: 443 },
    });
  });
});
