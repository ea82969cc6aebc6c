import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, capturedPacket } from "../../test/vectors/golden.ts";
import { parseAddress } from "./address.ts";
import { copyDestination, copySource, destinationEquals, sourceEquals } from "./endpoints.ts";
import { type Envelope, writePacket } from "./envelope.ts";
import { checksum } from "./checksum.ts";
import * as ipv4 from "./ipv4.ts";
import * as ipv6 from "./ipv6.ts";
import { locate, PacketLayout, type PacketProblem, transportChecksumHolds } from "./packet.ts";
import { protocol } from "./protocol.ts";
import { writeTcp } from "./segment.ts";

const words = (text: string) => parseAddress(text)?.words ?? new Uint32Array(4);
const located = (view: DataView, captured = view.byteLength) => {
  const layout = new PacketLayout();
  locate(view, 0, captured, layout);
  return layout;
};

const synAck4 = () => capturedPacket("SYN-ACK over IPv4");
const synAck6 = () => capturedPacket("SYN-ACK over IPv6");

/** The packet with some of it changed, and the IPv4 header's checksum made right again. */
function changed(view: DataView, change: (view: DataView) => void): DataView {
  change(view);
  if (view.getUint8(0) >> 4 === 4) {
    view.setUint16(ipv4.offset.checksum, 0);
    view.setUint16(ipv4.offset.checksum, checksum(view, 0, ipv4.headerLengthOf(view, 0)));
  }
  return view;
}

const between = (extensions: NonNullable<Envelope["extensions"]>): DataView => {
  const view = new DataView(new ArrayBuffer(1024));
  const envelope: Envelope = {
    family: 6,
    source: words("2001:db8::1"),
    destination: words("2001:db8::2"),
    extensions,
  };
  const length = writePacket(view, 0, envelope, protocol.tcp, (into, at) =>
    writeTcp(into, at, { sourcePort: 443, destinationPort: 50_000, sequence: 1, flags: 18 }),
  );
  return new DataView(view.buffer, 0, length);
};

const { hopByHop, routing, fragment, authentication, destinationOptions } = ipv6.extension;
const body = (hex: string) => new Uint8Array(bytesOf(hex).buffer);
const padded8 = body("00 01 04 00000000");
const padded16 = body("01 01 0c 000000000000000000000000");
const authenticated = body("04 0000 00000001 00000001 000000000000000000000000");
const atomic = body("00 0000 12345678");

const cut = (view: DataView, length: number) => new DataView(view.buffer, 0, length);

describe("where the layers are", () => {
  test("IPv4: after the header, as long as the total length says", () => {
    expect(located(synAck4())).toMatchObject({
      version: 4,
      protocol: protocol.tcp,
      headerAt: 0,
      transportAt: 20,
      transportLength: 40,
      hopLimit: 63,
      problem: "none",
    });
  });

  test("IPv6: after the fixed header, as long as the payload length says", () => {
    expect(located(synAck6())).toMatchObject({
      version: 6,
      protocol: protocol.tcp,
      transportAt: 40,
      transportLength: 40,
      hopLimit: 63,
      problem: "none",
    });
  });

  test("link padding is not counted", () => {
    const view = new DataView(new ArrayBuffer(64));
    new Uint8Array(view.buffer).fill(0xee);
    const rst = capturedPacket("RST of a closed port over IPv4");
    new Uint8Array(view.buffer).set(new Uint8Array(rst.buffer));
    const layout = located(view);
    expect(layout).toMatchObject({ transportLength: 20, problem: "none" });
    expect(transportChecksumHolds(view, layout)).toBe(true);
  });

  test("anywhere in a larger ring", () => {
    const ring = new DataView(new ArrayBuffer(4096));
    const packet = synAck6();
    new Uint8Array(ring.buffer).set(new Uint8Array(packet.buffer), 1234);
    const layout = new PacketLayout();
    expect(locate(ring, 1234, packet.byteLength, layout)).toBe(true);
    expect(layout).toMatchObject({ headerAt: 1234, transportAt: 1274 });
    expect(transportChecksumHolds(ring, layout)).toBe(true);
  });

  test("IPv4 options lie before the transport", () => {
    const plain = synAck4();
    const view = new DataView(new ArrayBuffer(64));
    const octets = new Uint8Array(view.buffer);
    octets.set(new Uint8Array(plain.buffer, 0, 20));
    octets.set([1, 1, 1, 0], 20);
    octets.set(new Uint8Array(plain.buffer, 20), 24);
    changed(view, () => {
      view.setUint8(0, 0x46);
      view.setUint16(ipv4.offset.totalLength, 64);
    });
    const layout = located(view);
    expect(layout).toMatchObject({ transportAt: 24, transportLength: 40, problem: "none" });
    expect(transportChecksumHolds(view, layout)).toBe(true);
  });

  const chains = [
    { name: "hop-by-hop options", extensions: [{ protocol: hopByHop, body: padded8 }], octets: 8 },
    { name: "a routing header", extensions: [{ protocol: routing, body: padded8 }], octets: 8 },
    { name: "an atomic fragment", extensions: [{ protocol: fragment, body: atomic }], octets: 8 },
    {
      name: "an authentication header",
      extensions: [{ protocol: authentication, body: authenticated }],
      octets: 24,
    },
    {
      name: "destination options of 16 octets",
      extensions: [{ protocol: destinationOptions, body: padded16 }],
      octets: 16,
    },
    {
      name: "all of them",
      extensions: [
        { protocol: hopByHop, body: padded16 },
        { protocol: destinationOptions, body: padded8 },
        { protocol: routing, body: padded8 },
        { protocol: fragment, body: atomic },
        { protocol: authentication, body: authenticated },
        { protocol: destinationOptions, body: padded8 },
      ],
      octets: 16 + 8 + 8 + 8 + 24 + 8,
    },
  ];
  test.each(chains)("IPv6: skips $name", ({ extensions, octets }) => {
    const view = between(extensions);
    const layout = located(view);
    expect(layout).toMatchObject({ protocol: protocol.tcp, transportLength: 20, problem: "none" });
    expect(layout.transportAt).toBe(40 + octets);
    expect(transportChecksumHolds(view, layout)).toBe(true);
  });
});

describe("packets that cannot be read", () => {
  const refused: [name: string, packet: DataView, problem: PacketProblem][] = [
    ["nothing", bytesOf(""), "truncated"],
    ["version 0", bytesOf("00".repeat(60)), "malformed"],
    ["version 5", changed(synAck6(), (view) => view.setUint8(0, 0x50)), "malformed"],
    ["19 octets of IPv4", cut(synAck4(), 19), "truncated"],
    ["39 octets of IPv6", cut(synAck6(), 39), "truncated"],
    ["IPv4, its last octet gone", cut(synAck4(), 59), "truncated"],
    ["IPv6, its last octet gone", cut(synAck6(), 79), "truncated"],
    ["IPv4 header of 16 octets", changed(synAck4(), (view) => view.setUint8(0, 0x44)), "malformed"],
    ["IPv4 header longer than the packet", cut(bytesOf(`4f${"00".repeat(58)}`), 59), "truncated"],
    ["IPv4 header damaged", synAck4DamagedHeader(), "bad-checksum"],
    [
      "IPv4 total length within the header",
      changed(synAck4(), (view) => view.setUint16(ipv4.offset.totalLength, 19)),
      "malformed",
    ],
    [
      "IPv4 total length that leaves 19 octets of TCP",
      changed(synAck4(), (view) => view.setUint16(ipv4.offset.totalLength, 39)),
      "malformed",
    ],
    [
      "IPv4, more fragments follow",
      changed(synAck4(), (view) => view.setUint16(ipv4.offset.flagsAndFragment, 0x2000)),
      "fragment",
    ],
    [
      "IPv4, not the first fragment",
      changed(synAck4(), (view) => view.setUint16(ipv4.offset.flagsAndFragment, 1)),
      "fragment",
    ],
    [
      "IPv6 payload length that leaves 19 octets of TCP",
      changed(synAck6(), (view) => view.setUint16(ipv6.offset.payloadLength, 19)),
      "malformed",
    ],
    [
      "IPv6, more fragments follow",
      between([{ protocol: fragment, body: body("00 0001 00000000") }]),
      "fragment",
    ],
    [
      "IPv6, not the first fragment",
      between([{ protocol: fragment, body: body("00 0008 00000000") }]),
      "fragment",
    ],
    [
      "IPv6 extension that is longer than the payload",
      between([{ protocol: routing, body: body("ff 00 00 00000000") }]),
      "malformed",
    ],
    [
      "IPv6 extension cut by the capture",
      cut(between([{ protocol: routing, body: padded8 }]), 44),
      "truncated",
    ],
    [
      "IPv6 that ends within an extension",
      changed(between([{ protocol: routing, body: padded8 }]), (view) =>
        view.setUint16(ipv6.offset.payloadLength, 4),
      ),
      "malformed",
    ],
    [
      "IPv6 with ten extensions",
      between(Array.from({ length: 10 }, () => ({ protocol: destinationOptions, body: padded8 }))),
      "malformed",
    ],
  ];
  test.each(refused)("%s: refused", (_, view, problem) => {
    const layout = new PacketLayout();
    expect(locate(view, 0, view.byteLength, layout)).toBe(false);
    expect(layout.problem).toBe(problem);
    expect(transportChecksumHolds(view, layout)).toBe(false);
  });

  test("a cut or damaged packet still tells what of its transport is there", () => {
    expect(located(synAck4(), 30)).toMatchObject({ protocol: protocol.tcp, transportLength: 10 });
    expect(located(synAck6(), 50)).toMatchObject({ protocol: protocol.tcp, transportLength: 10 });
    expect(located(synAck4DamagedHeader())).toMatchObject({ transportAt: 20, transportLength: 40 });
  });

  test("a transport that we do not verify has no checksum that holds", () => {
    const view = changed(synAck4(), (packet) => packet.setUint8(ipv4.offset.protocol, 17));
    expect(located(view)).toMatchObject({ protocol: 17, problem: "none" });
    expect(transportChecksumHolds(view, located(view))).toBe(false);
  });
});

function synAck4DamagedHeader(): DataView {
  const view = synAck4();
  view.setUint8(ipv4.offset.ttl, 200);
  return view;
}

/** Bits, counted from the first of the packet, whose flip nothing notices. */
const survivorsOf = (original: DataView): number[] => {
  const survivors: number[] = [];
  const layout = new PacketLayout();
  for (let bit = 0; bit < original.byteLength * 8; bit++) {
    const view = new DataView(original.buffer.slice(0));
    view.setUint8(bit >> 3, view.getUint8(bit >> 3) ^ (0x80 >> (bit & 7)));
    const good = locate(view, 0, view.byteLength, layout) && transportChecksumHolds(view, layout);
    if (good) survivors.push(bit);
  }
  return survivors;
};

const bits = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

describe("every single-bit flip of a good SYN-ACK", () => {
  test("over IPv4 is caught: its two checksums cover every bit", () => {
    expect(survivorsOf(synAck4())).toEqual([]);
  });

  test("over IPv6 is caught, but in the three fields that no checksum covers (RFC 8200 §8.1)", () => {
    const trafficClass = bits(4, 8);
    const flowLabel = bits(12, 20);
    const hopLimit = bits(56, 8);
    expect(survivorsOf(synAck6())).toEqual([...trafficClass, ...flowLabel, ...hopLimit]);
  });
});

describe("the addresses of a located packet", () => {
  const sides = [
    { packet: synAck4(), source: "198.51.100.2", destination: "192.0.2.1", count: 1 },
    { packet: synAck6(), source: "2001:db8:2::2", destination: "2001:db8:1::1", count: 4 },
  ];
  test.each(sides)("$source: compared with a table of words", ({ packet, source, destination }) => {
    const layout = located(packet);
    const table = Uint32Array.of(9, ...words(source), ...words(destination));
    expect(sourceEquals(packet, layout, table, 1)).toBe(true);
    expect(sourceEquals(packet, layout, table, 5)).toBe(false);
    expect(destinationEquals(packet, layout, table, 5)).toBe(true);
    expect(destinationEquals(packet, layout, table, 1)).toBe(false);
  });

  test.each(sides)("$source: any other word is another address", ({ packet, source, count }) => {
    for (let word = 0; word < count; word++) {
      const other = words(source).slice();
      other[word] = (other[word] ?? 0) ^ 1;
      expect(sourceEquals(packet, located(packet), other, 0)).toBe(false);
    }
  });

  test.each(sides)(
    "$source: copied, and nothing beside it",
    ({ packet, source, destination, count }) => {
      const table = new Uint32Array(12).fill(7);
      copySource(packet, located(packet), table, 1);
      copyDestination(packet, located(packet), table, 6);
      const expected = new Uint32Array(12).fill(7);
      expected.set(words(source).subarray(0, count), 1);
      expected.set(words(destination).subarray(0, count), 6);
      expect(table).toEqual(expected);
    },
  );
});

describe("headers written, then read, say the same", () => {
  const word = fc.nat(0xffffffff);
  const view = new DataView(new ArrayBuffer(128));

  test("IPv4", () => {
    const header = fc.record({
      source: word,
      destination: word,
      protocol: fc.nat(255),
      payloadLength: fc.nat(65_515),
      ttl: fc.nat(255),
      dscp: fc.nat(63),
      ecn: fc.nat(3),
      identification: fc.nat(65_535),
      dontFragment: fc.boolean(),
      moreFragments: fc.boolean(),
      fragmentOffset: fc.nat(0x1fff).map((units) => units * 8),
    });
    fc.assert(
      fc.property(header, fc.nat(20), (said, at) => {
        expect(ipv4.writeIpv4(view, at, said)).toBe(20);
        expect(ipv4.headerChecksumHolds(view, at)).toBe(true);
        expect({
          source: ipv4.sourceOf(view, at),
          destination: ipv4.destinationOf(view, at),
          protocol: ipv4.protocolOf(view, at),
          payloadLength: ipv4.totalLengthOf(view, at) - ipv4.headerLengthOf(view, at),
          ttl: ipv4.ttlOf(view, at),
          dscp: ipv4.dscpOf(view, at),
          ecn: ipv4.ecnOf(view, at),
          identification: ipv4.identificationOf(view, at),
          dontFragment: ipv4.dontFragmentOf(view, at),
          moreFragments: ipv4.moreFragmentsOf(view, at),
          fragmentOffset: ipv4.fragmentOffsetOf(view, at),
        }).toEqual(said);
        expect(ipv4.isFragment(view, at)).toBe(said.moreFragments || said.fragmentOffset > 0);
      }),
    );
  });

  test("IPv6", () => {
    const address = fc.tuple(word, word, word, word).map((four) => Uint32Array.from(four));
    const header = fc.record({
      source: address,
      destination: address,
      nextHeader: fc.nat(255),
      payloadLength: fc.nat(65_535),
      hopLimit: fc.nat(255),
      trafficClass: fc.nat(255),
      flowLabel: fc.nat(0xfffff),
    });
    const four = [0, 1, 2, 3];
    fc.assert(
      fc.property(header, fc.nat(20), (said, at) => {
        expect(ipv6.writeIpv6(view, at, said)).toBe(40);
        expect(view.getUint8(at) >> 4).toBe(6);
        expect({
          source: Uint32Array.from(four, (index) => ipv6.sourceOf(view, at, index)),
          destination: Uint32Array.from(four, (index) => ipv6.destinationOf(view, at, index)),
          nextHeader: ipv6.nextHeaderOf(view, at),
          payloadLength: ipv6.payloadLengthOf(view, at),
          hopLimit: ipv6.hopLimitOf(view, at),
          trafficClass: ipv6.trafficClassOf(view, at),
          flowLabel: ipv6.flowLabelOf(view, at),
        }).toEqual(said);
      }),
    );
  });
});
