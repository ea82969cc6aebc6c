import {
  checksum,
  type Envelope,
  flag,
  ipv4,
  protocol,
  writeIcmpError,
  writePacket,
  writeTcp,
} from "../../../src/wire/index.ts";
import type { Random } from "./random.ts";
import type { Syn } from "./syn.ts";
import {
  type Defect,
  type IcmpErrorName,
  icmpErrors,
  type SegmentName,
  segments,
} from "./vocabulary.ts";

/** The router that complains: no endpoint has its address. */
const router = {
  4: Uint32Array.of(0x0accfffe, 0, 0, 0),
  6: Uint32Array.of(0xfd000204, 0, 0, 0xfffffffe),
} as const;

/** On arrival; a Linux host seven hops away. */
const hopLimit = 57;
const shortestTransport = 8;
const icmpHeader = 8;

/** Hop-by-hop options and destination options, 8 octets each, nothing but padding (RFC 8200 §4.2). */
const padding = Uint8Array.of(0, 1, 4, 0, 0, 0, 0);
const extensions = [
  { protocol: 0, body: padding },
  { protocol: 60, body: padding },
];
/** IPv4 options: seven times no operation, end of list (RFC 791 §3.1). */
const ipv4Options = Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0);

const scratch = new Uint8Array(2048);
const view = new DataView(scratch.buffer);

export type SegmentWish = {
  readonly send: SegmentName;
  readonly but?: Defect;
  readonly extended?: boolean;
  /** The sequence number that this peer chose for the SYN. */
  readonly sequence: number;
  /** Milliseconds of the peer's own TCP timestamp clock. */
  readonly clock: number;
};

function acknowledgmentFor(syn: Syn, but: Defect | undefined, random: Random): number {
  const right = (syn.sequence + 1) >>> 0;
  if (but === "ack one too high") return (right + 1) >>> 0;
  if (but === "ack one too low") return syn.sequence;
  if (but === "ack out of the air") return (right ^ (random.index(2 ** 31) + 2 ** 31)) >>> 0;
  if (but === "ack damaged, checksum right") return (right ^ (1 << random.index(32))) >>> 0;
  return right;
}

/** Moves a source address out of the way of every endpoint whose host part is small. */
function neighbourOf(syn: Syn): Uint32Array {
  const words = syn.destination.slice();
  const word = syn.family === 4 ? 0 : 2;
  words[word] = (words[word] ?? 0) ^ (syn.family === 4 ? 0x8000 : 0x80000000);
  return words;
}

/** A TCP segment that answers `syn` as wished, in a packet of its own. */
export function composeSegment(syn: Syn, wish: SegmentWish, random: Random): Uint8Array {
  const { but, extended = false } = wish;
  const { flags } = segments[wish.send];
  const acknowledges = (flags & flag.ack) !== 0;
  const envelope: Envelope = {
    family: syn.family,
    source: but === "from another address" ? neighbourOf(syn) : syn.destination,
    destination: syn.source,
    hopLimit,
    ...(extended && { extensions }),
  };
  let transportAt = 0;
  let length = writePacket(view, 0, envelope, protocol.tcp, (into, at) => {
    transportAt = at;
    const written = writeTcp(into, at, {
      sourcePort: syn.destinationPort ^ (but === "from another port" ? 0x4000 : 0),
      destinationPort: syn.sourcePort,
      sequence: wish.sequence,
      acknowledgment: acknowledges ? acknowledgmentFor(syn, but, random) : 0,
      flags,
      window: (flags & flag.rst) === 0 ? 65_160 : 0,
      ...((flags & flag.syn) !== 0 && {
        options: {
          mss: 1460,
          sackPermitted: true,
          windowScale: 7,
          ...(syn.timestamp >= 0 && { timestamps: { value: wish.clock, echo: syn.timestamp } }),
        },
      }),
    });
    if (but === "options past the end") into.setUint8(at + 12, 0xf0);
    return but === "header too short" ? shortestTransport + random.index(12) : written;
  });
  if (but === "cut on the way") length = transportAt + shortestTransport + random.index(12);
  if (but === "checksum wrong") {
    // Never all ones: in one's complement that would change nothing.
    const wrong = view.getUint16(transportAt + 16) ^ (1 + random.index(0xfffe));
    view.setUint16(transportAt + 16, wrong);
  }
  if (but === "bit flipped") flipBit(transportAt, length, random);
  if (but === "port bit flipped") flipBitIn([transportAt, transportAt + 1], random);
  if (but === "IP header bit flipped") flipBitIn(headerOctets[syn.family], random);
  const packet = scratch.slice(0, length);
  return extended && syn.family === 4 ? withIpv4Options(packet) : packet;
}

/** Not in the ports, which say whose the segment is, nor in the data offset, which says how long. */
function flipBit(transportAt: number, end: number, random: Random): void {
  const candidates = end - transportAt - 5;
  const chosen = 4 + random.index(candidates);
  flipBitIn([transportAt + (chosen < 12 ? chosen : chosen + 1)], random);
}

/** Octets of the IP header that may be damaged and yet leave it clear whose packet it is. */
const headerOctets = {
  /** Type of service, identification, TTL, checksum. */
  4: [1, 4, 5, 8, 10, 11],
  /** The end of the source address. */
  6: [22, 23],
} as const;

function flipBitIn(octets: readonly number[], random: Random): void {
  const at = octets[random.index(octets.length)] ?? 0;
  view.setUint8(at, view.getUint8(at) ^ (1 << random.index(8)));
}

function withIpv4Options(packet: Uint8Array): Uint8Array {
  const longer = new Uint8Array(packet.length + ipv4Options.length);
  const header = ipv4.minimumHeader + ipv4Options.length;
  longer.set(packet.subarray(0, ipv4.minimumHeader));
  longer.set(ipv4Options, ipv4.minimumHeader);
  longer.set(packet.subarray(ipv4.minimumHeader), header);
  const of = new DataView(longer.buffer);
  of.setUint8(ipv4.offset.versionAndLength, 0x40 | (header / 4));
  of.setUint16(ipv4.offset.totalLength, longer.length);
  of.setUint16(ipv4.offset.checksum, 0);
  of.setUint16(ipv4.offset.checksum, checksum(of, 0, header));
  return longer;
}

/** The [type, code] of an error in the family's own ICMP. */
export const icmpCodes = (family: 4 | 6, name: IcmpErrorName): readonly [number, number] =>
  icmpErrors[name][family === 4 ? "v4" : "v6"];

export type IcmpWish = {
  readonly quotes: "8 octets" | "all";
  readonly but?: Defect;
};

/** An ICMP or ICMPv6 error about `syn` from a router on the way. */
export function composeIcmpError(
  syn: Syn,
  send: IcmpErrorName,
  { quotes, but }: IcmpWish,
  random: Random,
): Uint8Array {
  const [type, code] = icmpCodes(syn.family, send);
  const quote = syn.packet.slice(0, quotes === "all" ? undefined : syn.transportAt + 8);
  if (but === "quotes a SYN never sent") {
    const never = (syn.sequence ^ (1 + random.index(2 ** 32 - 1))) >>> 0;
    new DataView(quote.buffer).setUint32(syn.transportAt + 4, never);
  }
  const envelope = {
    family: syn.family,
    source: router[syn.family],
    destination: syn.source,
    hopLimit,
  };
  const mtu = send === "packet too big" ? 1280 : 0;
  const length = writeIcmpError(view, 0, envelope, { type, code, mtu, quote });
  const message = length - quote.length - icmpHeader;
  if (but === "bit flipped") {
    flipBitIn(
      [1, 2, 3, 4, 5, 6, 7].map((octet) => message + octet),
      random,
    );
  }
  return scratch.slice(0, length);
}
