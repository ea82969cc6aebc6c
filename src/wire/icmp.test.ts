import { describe, expect, test } from "vitest";
import { bytesOf, captured, capturedPacket } from "../../test/vectors/golden.ts";
import { formatAddress, parseAddress } from "./address.ts";
import { type Envelope, writePacket } from "./envelope.ts";
import { type IcmpError, QuotedSegment, readIcmpError, writeIcmpError } from "./icmp.ts";
import { icmpErrorKind, icmpErrorName } from "./icmp-names.ts";
import { locate, PacketLayout, transportChecksumHolds } from "./packet.ts";
import { protocol } from "./protocol.ts";
import { SynTemplate } from "./syn.ts";
import { writeTcp } from "./segment.ts";

const words = (text: string) => parseAddress(text)?.words ?? new Uint32Array(4);

function read(view: DataView, octets = view.byteLength): QuotedSegment | undefined {
  const layout = new PacketLayout();
  const into = new QuotedSegment();
  locate(view, 0, octets, layout);
  return readIcmpError(view, layout, into) ? into : undefined;
}

describe("errors that Linux routers sent about a SYN", () => {
  const told: [packet: string, name: string, kind: string, target: string, port: number][] = [
    [
      "nft reject with icmp type net-unreachable",
      "net-unreachable",
      "no-route",
      "198.51.100.2",
      2000,
    ],
    [
      "nft reject with icmp type host-unreachable",
      "host-unreachable",
      "no-route",
      "198.51.100.2",
      2001,
    ],
    [
      "nft reject with icmp type prot-unreachable",
      "protocol-unreachable",
      "other",
      "198.51.100.2",
      2002,
    ],
    [
      "nft reject with icmp type port-unreachable",
      "port-unreachable",
      "port-unreachable",
      "198.51.100.2",
      2003,
    ],
    [
      "nft reject with icmp type net-prohibited",
      "network-administratively-prohibited",
      "prohibited",
      "198.51.100.2",
      2009,
    ],
    [
      "nft reject with icmp type host-prohibited",
      "host-administratively-prohibited",
      "prohibited",
      "198.51.100.2",
      2010,
    ],
    [
      "nft reject with icmp type admin-prohibited",
      "communication-administratively-prohibited",
      "prohibited",
      "198.51.100.2",
      2013,
    ],
    [
      "nft reject with icmpv6 type no-route",
      "no-route-to-destination",
      "no-route",
      "2001:db8:2::2",
      3000,
    ],
    [
      "nft reject with icmpv6 type admin-prohibited",
      "communication-administratively-prohibited",
      "prohibited",
      "2001:db8:2::2",
      3001,
    ],
    [
      "nft reject with icmpv6 type addr-unreachable",
      "address-unreachable",
      "no-route",
      "2001:db8:2::2",
      3003,
    ],
    [
      "nft reject with icmpv6 type port-unreachable",
      "port-unreachable",
      "port-unreachable",
      "2001:db8:2::2",
      3004,
    ],
    ["TTL used up at a router", "ttl-exceeded-in-transit", "time-exceeded", "203.0.113.1", 8080],
    [
      "hop limit used up at a router",
      "hop-limit-exceeded-in-transit",
      "time-exceeded",
      "2001:db8:3::1",
      8080,
    ],
    [
      "prohibit route over IPv4",
      "communication-administratively-prohibited",
      "prohibited",
      "203.0.113.2",
      8080,
    ],
    [
      "prohibit route over IPv6",
      "communication-administratively-prohibited",
      "prohibited",
      "2001:db8:3::2",
      8080,
    ],
    ["unreachable route over IPv4", "host-unreachable", "no-route", "203.0.113.3", 8080],
    ["unreachable route over IPv6", "no-route-to-destination", "no-route", "2001:db8:3::3", 8080],
    ["no neighbour over IPv4", "host-unreachable", "no-route", "198.51.100.9", 8080],
    ["no neighbour over IPv6", "address-unreachable", "no-route", "2001:db8:2::9", 8080],
    [
      "narrower link over IPv4",
      "fragmentation-needed",
      "fragmentation-needed",
      "198.51.100.2",
      8080,
    ],
    ["narrower link over IPv6", "packet-too-big", "fragmentation-needed", "2001:db8:2::2", 8080],
  ];

  test.each(told)("%s: %s, %s, about %s port %i", (packet, name, kind, target, port) => {
    const quoted = read(capturedPacket(packet))!;
    const { family, type, code } = quoted;
    expect(icmpErrorName(family, type, code)).toBe(name);
    expect(icmpErrorKind(family, type, code)).toBe(kind);
    expect(formatAddress(family, quoted.destination)).toBe(target);
    expect(formatAddress(family, quoted.source)).toBe(family === 4 ? "192.0.2.1" : "2001:db8:1::1");
    expect(quoted.destinationPort).toBe(port);
    expect(quoted.mtu).toBe(kind === "fragmentation-needed" ? 1280 : 0);
  });

  test("all that were captured are in the table", () => {
    const errors = captured.filter(({ says }) => says.includes("ICMP")).map(({ name }) => name);
    expect(told.map(([packet]) => packet)).toEqual(errors);
  });

  const quotes = captured.filter(({ says }) => /ICMP[^]*Flags \[S\]/.test(says));
  test.each(quotes)("$name: port and sequence are those that tcpdump read", ({ hex, says }) => {
    const quoted = read(bytesOf(hex))!;
    const [, source] = /\.(\d+) > [\d.]+: Flags/.exec(says) ?? [];
    const [, sequence] = /seq (\d+),/.exec(says) ?? [];
    expect([quoted.sourcePort, quoted.sequence]).toEqual([Number(source), Number(sequence)]);
  });
});

/** A SYN of ours, as a router would have got it. */
function syn(family: 4 | 6): Uint8Array {
  const view = new DataView(new ArrayBuffer(128));
  const [source, destination] =
    family === 4 ? ["192.0.2.1", "198.51.100.2"] : ["2001:db8::1", "2001:db8::2"];
  const template = new SynTemplate({ family, source: words(source) });
  const length = template.write(view, 0, words(destination), 0, 443, 50_000, 0xfedcba98, 7, 1);
  return new Uint8Array(view.buffer, 0, length);
}

function errorAbout(family: 4 | 6, error: IcmpError): DataView {
  const view = new DataView(new ArrayBuffer(2048));
  const [source, destination] =
    family === 4 ? ["198.51.100.1", "192.0.2.1"] : ["2001:db8::ff", "2001:db8::1"];
  const envelope: Envelope = { family, source: words(source), destination: words(destination) };
  return new DataView(view.buffer, 0, writeIcmpError(view, 0, envelope, error));
}

const unreachable = { 4: { type: 3, code: 1 }, 6: { type: 1, code: 3 } } as const;
const headerOctets = { 4: 20, 6: 40 } as const;

describe.each([4, 6] as const)("errors over IPv%i", (family) => {
  const about = (quote: Uint8Array) => errorAbout(family, { ...unreachable[family], quote });
  const expected = { family, sourcePort: 50_000, destinationPort: 443, sequence: 0xfedcba98 };

  test("written, then read, say the same, and their checksum holds", () => {
    const view = about(syn(family));
    const layout = new PacketLayout();
    expect(locate(view, 0, view.byteLength, layout)).toBe(true);
    expect(transportChecksumHolds(view, layout)).toBe(true);
    expect(read(view)).toMatchObject({ ...expected, ...unreachable[family] });
  });

  test("are matched by 8 quoted octets of TCP, not by 7", () => {
    const shortest = headerOctets[family] + 8;
    expect(read(about(syn(family).subarray(0, shortest)))).toMatchObject(expected);
    expect(read(about(syn(family).subarray(0, shortest - 1)))).toBeUndefined();
  });

  test("are matched though the capture was cut after those 8 octets", () => {
    const view = about(syn(family));
    const needed = 2 * headerOctets[family] + 16;
    expect(read(view, needed)).toMatchObject(expected);
    expect(read(view, needed - 1)).toBeUndefined();
  });

  test("tell the width of the link", () => {
    const tooBig = family === 4 ? { type: 3, code: 4 } : { type: 2, code: 0 };
    expect(read(errorAbout(family, { ...tooBig, mtu: 1400, quote: syn(family) }))?.mtu).toBe(1400);
  });

  const refused: [name: string, quote: () => Uint8Array][] = [
    ["no quote", () => new Uint8Array()],
    ["half an IP header", () => syn(family).subarray(0, 12)],
    ["the other IP version", () => syn(family === 4 ? 6 : 4)],
    [
      "UDP",
      () => {
        const quote = syn(family);
        quote[family === 4 ? 9 : 6] = 17;
        return quote;
      },
    ],
  ];
  test.each(refused)("that quote %s are not ours", (_, quote) => {
    expect(read(about(quote()))).toBeUndefined();
  });

  test("of other types are none", () => {
    const types = family === 4 ? [0, 5, 8, 13] : [0, 5, 128, 129, 134];
    for (const type of types) {
      expect(read(errorAbout(family, { type, code: 0, quote: syn(family) }))).toBeUndefined();
    }
  });
});

describe("quotes that a router has changed", () => {
  test("IPv4 with options, TTL 0, its checksum no longer right", () => {
    const quote = new Uint8Array(64);
    quote.set(syn(4).subarray(0, 20));
    quote.set([1, 1, 1, 0], 20);
    quote.set(syn(4).subarray(20), 24);
    quote[0] = 0x46;
    quote[8] = 0;
    const view = errorAbout(4, { type: 11, code: 0, quote });
    expect(read(view)).toMatchObject({ sourcePort: 50_000, sequence: 0xfedcba98 });
  });

  test("IPv4, a later fragment: what stands there are no ports", () => {
    const quote = syn(4);
    quote[7] = 1;
    expect(read(errorAbout(4, { type: 3, code: 1, quote }))).toBeUndefined();
  });

  test("IPv4, a header length below the least", () => {
    const quote = syn(4);
    quote[0] = 0x44;
    expect(read(errorAbout(4, { type: 3, code: 1, quote }))).toBeUndefined();
  });

  test("IPv6 with extension headers", () => {
    const view = new DataView(new ArrayBuffer(256));
    const body = new Uint8Array(bytesOf("00 01 04 00000000").buffer);
    const envelope: Envelope = {
      family: 6,
      source: words("2001:db8::1"),
      destination: words("2001:db8::2"),
      extensions: [
        { protocol: 0, body },
        { protocol: 60, body },
      ],
    };
    const length = writePacket(view, 0, envelope, protocol.tcp, (into, at) =>
      writeTcp(into, at, { sourcePort: 50_000, destinationPort: 443, sequence: 9, flags: 2 }),
    );
    const quote = new Uint8Array(view.buffer, 0, length);
    expect(read(errorAbout(6, { type: 1, code: 0, quote }))).toMatchObject({
      sourcePort: 50_000,
      destinationPort: 443,
      sequence: 9,
    });
    const cut = quote.subarray(0, 40 + 12);
    expect(read(errorAbout(6, { type: 1, code: 0, quote: cut }))).toBeUndefined();
  });
});

describe("an IPv4 error after an IPv6 one", () => {
  test("leaves nothing of the longer addresses", () => {
    const into = new QuotedSegment();
    const layout = new PacketLayout();
    for (const family of [6, 4] as const) {
      const view = errorAbout(family, { ...unreachable[family], quote: syn(family) });
      locate(view, 0, view.byteLength, layout);
      expect(readIcmpError(view, layout, into)).toBe(true);
    }
    expect(into.source).toEqual(words("192.0.2.1"));
    expect(into.destination).toEqual(words("198.51.100.2"));
  });
});

describe("names", () => {
  test("of all codes of one type are different", () => {
    for (const [family, types] of [
      [4, [3, 4, 11, 12]],
      [6, [1, 2, 3, 4]],
    ] as const) {
      for (const type of types) {
        const names = Array.from({ length: 20 }, (_, code) => icmpErrorName(family, type, code));
        expect(new Set(names).size).toBe(20);
      }
    }
  });

  test("where no RFC gives one: its numbers", () => {
    expect(icmpErrorName(4, 3, 99)).toBe("type-3-code-99");
    expect(icmpErrorName(6, 200, 1)).toBe("type-200-code-1");
    expect(icmpErrorKind(6, 200, 1)).toBe("other");
  });
});
