import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress, protocol, writeIcmpError, writePacket, writeTcp } from "../wire/index.ts";
import {
  captureFilter,
  type FilterOptions,
  instructionSize,
  mostExactPorts,
} from "./capture-filter.ts";

/** The kernel takes no longer program (linux/bpf_common.h). */
const longestProgram = 4096;
const packetTypeAt = 0xfffff004;
const type = { incoming: 0, outgoing: 4 } as const;
type Direction = keyof typeof type;

type Instruction = { code: number; whenTrue: number; whenFalse: number; k: number };

function disassemble(program: Uint8Array): Instruction[] {
  const view = new DataView(program.buffer);
  return Array.from({ length: program.length / instructionSize }, (_, index) => ({
    code: view.getUint16(index * 8, true),
    whenTrue: view.getUint8(index * 8 + 2),
    whenFalse: view.getUint8(index * 8 + 3),
    k: view.getUint32(index * 8 + 4, true),
  }));
}

/** Runs a classic BPF program as the kernel does: how much of the packet it lets in, 0 for none. */
function run(program: readonly Instruction[], packet: Uint8Array, direction: Direction): number {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  let a = 0;
  let x = 0;
  for (let at = 0; ; at++) {
    const { code, whenTrue, whenFalse, k } = program[at]!;
    const branch = (taken: boolean) => (at += taken ? whenTrue : whenFalse);
    try {
      switch (code) {
        case 0x20:
          if (k !== packetTypeAt) throw new Error(`no such ancillary data: ${k}`);
          a = type[direction];
          break;
        case 0x28:
          a = view.getUint16(k);
          break;
        case 0x30:
          a = view.getUint8(k);
          break;
        case 0x48:
          a = view.getUint16(x + k);
          break;
        case 0x50:
          a = view.getUint8(x + k);
          break;
        case 0xb1:
          x = (view.getUint8(k) & 0xf) * 4;
          break;
        case 0x05:
          at += k;
          break;
        case 0x15:
          branch(a === k);
          break;
        case 0x25:
          branch(a > k);
          break;
        case 0x35:
          branch(a >= k);
          break;
        case 0x45:
          branch((a & k) !== 0);
          break;
        case 0x54:
          a = (a & k) >>> 0;
          break;
        case 0x64:
          a = (a << k) >>> 0;
          break;
        case 0x74:
          a >>>= k;
          break;
        case 0x0c:
          a = (a + x) >>> 0;
          break;
        case 0x07:
          x = a;
          break;
        case 0x06:
          return k;
        default:
          throw new Error(`no such instruction: ${code}`);
      }
    } catch (error) {
      // A load from outside the packet ends the program: nothing is let in.
      if (error instanceof RangeError) return 0;
      throw error;
    }
  }
}

const us = { 4: parseAddress("198.51.100.2")!.words, 6: parseAddress("2001:db8:100::2")!.words };
const them = { 4: parseAddress("192.0.2.7")!.words, 6: parseAddress("2001:db8::7")!.words };
const syn = 0x02;
const rst = 0x04;
const ack = 0x10;

const scratch = () => new DataView(new ArrayBuffer(512));
const octetsOf = (view: DataView, length: number) => new Uint8Array(view.buffer, 0, length);

type Segment = {
  family: 4 | 6;
  direction: Direction;
  local: number;
  remote: number;
  flags: number;
};

function segment({ family, direction, local, remote, flags }: Segment): Uint8Array {
  const view = scratch();
  const leaving = direction === "outgoing";
  const [source, destination] = leaving ? [us[family], them[family]] : [them[family], us[family]];
  const length = writePacket(view, 0, { family, source, destination }, protocol.tcp, (into, at) =>
    writeTcp(into, at, {
      sourcePort: leaving ? local : remote,
      destinationPort: leaving ? remote : local,
      sequence: 1,
      flags,
    }),
  );
  return octetsOf(view, length);
}

/** An ICMP error about a SYN from `local`, quoting as little of it as RFC 792 lets it. */
function icmp(family: 4 | 6, kind: number, local: number, quoted = 8): Uint8Array {
  const ours = segment({ family, direction: "outgoing", local, remote: 443, flags: syn });
  const quote = ours.subarray(0, (family === 4 ? 20 : 40) + quoted);
  const view = scratch();
  const envelope = { family, source: them[family], destination: us[family] };
  return octetsOf(view, writeIcmpError(view, 0, envelope, { type: kind, code: 0, quote }));
}

const admits = (
  ports: Iterable<number>,
  packet: Uint8Array,
  direction: Direction,
  options?: FilterOptions,
): boolean => run(disassemble(captureFilter(ports, options)), packet, direction) > 0;

const family = fc.constantFrom(4 as const, 6 as const);
const port = fc.integer({ min: 0, max: 0xffff });
const ports = fc.oneof(
  fc.uniqueArray(port, { maxLength: 20 }),
  fc.uniqueArray(port, { minLength: 200, maxLength: mostExactPorts, size: "max" }),
);
/** A port list and a port: one of the list, its neighbour, or any. */
const question = ports.chain((held) =>
  fc.record({
    held: fc.constant(held),
    asked: fc.oneof(
      port,
      ...(held.length > 0
        ? [fc.constantFrom(...held), fc.constantFrom(...held).map((p) => p ^ 1)]
        : []),
    ),
  }),
);

describe("the filter lets in", () => {
  test("segments that come for a held port, and no others", () => {
    fc.assert(
      fc.property(
        question,
        family,
        port,
        fc.nat(255),
        ({ held, asked }, version, remote, flags) => {
          const direction = "incoming" as const;
          const packet = segment({ family: version, direction, local: asked, remote, flags });
          expect(admits(held, packet, direction)).toBe(held.includes(asked));
        },
      ),
    );
  });

  test("SYNs that leave from a held port, and no others", () => {
    fc.assert(
      fc.property(
        question,
        family,
        port,
        fc.nat(255),
        ({ held, asked }, version, remote, flags) => {
          const direction = "outgoing" as const;
          const packet = segment({ family: version, direction, local: asked, remote, flags });
          const isOurs = held.includes(asked) && (flags & syn) !== 0;
          expect(admits(held, packet, direction)).toBe(isOurs);
        },
      ),
    );
  });

  test("our own RSTs, when they are asked for", () => {
    fc.assert(
      fc.property(question, family, fc.nat(255), ({ held, asked }, version, flags) => {
        const direction = "outgoing" as const;
        const packet = segment({ family: version, direction, local: asked, remote: 443, flags });
        const isOurs = held.includes(asked) && (flags & (syn | rst)) !== 0;
        expect(admits(held, packet, direction, { ownResets: true })).toBe(isOurs);
      }),
    );
  });

  test("ICMP errors that quote a held port, however little of it, and no others", () => {
    const kind = {
      4: fc.integer({ min: 0, max: 20 }),
      6: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constantFrom(127, 128, 129, 255)),
    };
    const isError = { 4: [3, 4, 11, 12], 6: [1, 2, 3, 4] };
    const asked6 = family.chain((version) => fc.tuple(fc.constant(version), kind[version]));
    fc.assert(
      fc.property(question, asked6, fc.nat(20), ({ held, asked }, [version, number], more) => {
        const packet = icmp(version, number, asked, 8 + more > 20 ? 20 : 8 + more);
        const isOurs = held.includes(asked) && isError[version].includes(number);
        expect(admits(held, packet, "incoming")).toBe(isOurs);
        expect(admits(held, packet, "outgoing")).toBe(false);
      }),
    );
  });

  test("an ICMP error whose quoted IPv4 header has options", () => {
    const plain = icmp(4, 3, 50_000);
    const quoteAt = 28;
    const packet = new Uint8Array([
      ...plain.subarray(0, quoteAt + 20),
      1,
      1,
      1,
      0,
      ...plain.subarray(quoteAt + 20),
    ]);
    packet[quoteAt] = 0x46;
    expect(admits([50_000], packet, "incoming")).toBe(true);
    expect(admits([50_001], packet, "incoming")).toBe(false);
  });

  test.each([0, 43, 44, 51, 60])(
    "an IPv6 packet with extension header %i, for the decoder to judge",
    (kind) => {
      const packet = segment({ family: 6, direction: "incoming", local: 1, remote: 2, flags: ack });
      packet[6] = kind;
      expect(admits([50_000], packet, "incoming")).toBe(true);
      expect(admits([50_000], packet, "outgoing")).toBe(false);
    },
  );

  test.each([
    { name: "no part of a fragmented packet but the first", change: { at: 7, to: 1 } },
    { name: "no UDP", change: { at: 9, to: 17 } },
    { name: "nothing of an unknown IP version", change: { at: 0, to: 0x55 } },
  ])("$name", ({ change }) => {
    const whole = {
      family: 4,
      direction: "incoming",
      local: 50_000,
      remote: 443,
      flags: syn,
    } as const;
    const packet = segment(whole);
    expect(admits([50_000], packet, "incoming")).toBe(true);
    packet[change.at] = change.to;
    expect(admits([50_000], packet, "incoming")).toBe(false);
  });

  test("nothing that is cut before its ports", () => {
    const packet = segment({ family: 4, direction: "incoming", local: 1, remote: 2, flags: ack });
    for (let length = 0; length < 24; length++) {
      expect(admits([1], packet.subarray(0, length), "incoming")).toBe(false);
    }
    expect(admits([1], packet.subarray(0, 24), "incoming")).toBe(true);
  });

  test("beyond the longest exact list: what lies in the range of the ports", () => {
    const held = Array.from({ length: mostExactPorts + 1 }, (_, n) => 20_000 + n * 3);
    const program = disassemble(captureFilter(held));
    for (const [local, admitted] of [
      [19_999, false],
      [20_000, true],
      [20_001, true],
      [20_000 + mostExactPorts * 3, true],
      [20_000 + mostExactPorts * 3 + 1, false],
    ] as const) {
      const packet = segment({ family: 4, direction: "incoming", local, remote: 443, flags: ack });
      expect(run(program, packet, "incoming") > 0).toBe(admitted);
    }
  });
});

const isJump = (code: number): boolean => (code & 0x07) === 0x05;

describe.each([0, 1, 6, 7, 100, 999, mostExactPorts, mostExactPorts + 1, 28_000])(
  "the program for %i ports",
  (count) => {
    const program = disassemble(
      captureFilter(
        Array.from({ length: count }, (_, n) => 32_768 + n),
        { ownResets: true },
      ),
    );

    test("is short enough for the kernel", () => {
      expect(program.length).toBeLessThanOrEqual(longestProgram);
    });

    test("jumps forward only, and never out of itself", () => {
      const ends = program.flatMap(({ code, k, whenTrue, whenFalse }, at) => {
        if (!isJump(code)) return code === 0x06 ? [] : [at + 1];
        return code === 0x05 ? [at + 1 + k] : [at + 1 + whenTrue, at + 1 + whenFalse];
      });
      expect(ends.every((end) => end < program.length)).toBe(true);
    });

    test("lets in all of a packet or nothing", () => {
      const returns = program.filter(({ code }) => code === 0x06).map(({ k }) => k);
      expect(returns.every((k) => k === 0 || k === 0xffff)).toBe(true);
    });
  },
);
