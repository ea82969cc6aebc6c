import { copyDestination, copySource } from "./endpoints.ts";
import { type Envelope, writePacket } from "./envelope.ts";
import * as ipv4 from "./ipv4.ts";
import * as ipv6 from "./ipv6.ts";
import { PacketLayout } from "./packet.ts";
import { protocol } from "./protocol.ts";
import * as tcp from "./tcp.ts";

/** ICMP and ICMPv6 errors, offsets in octets (RFC 792, RFC 1191 §4, RFC 4443 §3). */
const offset = { type: 0, code: 1, checksum: 2, mtu4: 6, mtu6: 4, quote: 8 } as const;

/** A quote is good for matching from here: ports and sequence number (RFC 792). */
const leastTransport = 8;

const isError4 = (type: number) => type === 3 || type === 4 || type === 11 || type === 12;
const isError6 = (type: number) => type >= 1 && type <= 4;

/** What an error says, and of which segment. Made once, filled by `readIcmpError`. */
export class QuotedSegment {
  family: 4 | 6 = 4;
  type = 0;
  code = 0;
  /** Of the link that was too narrow, in octets; 0 when the error tells none. */
  mtu = 0;
  sourcePort = 0;
  destinationPort = 0;
  sequence = 0;
  /** Addresses of the quoted packet; an IPv4 address is word 0, the others zero. */
  readonly source = new Uint32Array(4);
  readonly destination = new Uint32Array(4);
}

/** Where the quote's layers are. Scratch, overwritten by every call: nothing here is asynchronous. */
const quote = new PacketLayout();

/**
 * Finds the TCP header in a quote that ends at `end`. The quoted IP header's checksum and
 * lengths are not believed: routers cut the packet and may have changed it on the way.
 */
function locateQuote(view: DataView, at: number, end: number, family: 4 | 6): boolean {
  const minimum = family === 4 ? ipv4.minimumHeader : ipv6.headerLength;
  if (at + minimum > end || view.getUint8(at) >> 4 !== family) return false;
  quote.version = family;
  quote.headerAt = at;
  if (family === 4) {
    const header = ipv4.headerLengthOf(view, at);
    if (header < minimum || ipv4.fragmentOffsetOf(view, at) !== 0) return false;
    quote.protocol = ipv4.protocolOf(view, at);
    quote.transportAt = at + header;
  } else {
    quote.protocol = ipv6.nextHeaderOf(view, at);
    quote.transportAt = at + minimum;
    if (!ipv6.skipExtensions(view, end, quote)) return false;
  }
  return quote.protocol === protocol.tcp && quote.transportAt + leastTransport <= end;
}

/**
 * Reads the ICMP or ICMPv6 error of a located packet (one cut short will do, if the quote's
 * first 8 octets of TCP are there). False when it is no error (types 3, 4, 11, 12; v6: 1 to 4)
 * or does not quote a TCP segment; then `into` holds nothing of use. Never throws. Whether the
 * message's checksum holds is for `transportChecksumHolds` to say.
 */
export function readIcmpError(view: DataView, layout: PacketLayout, into: QuotedSegment): boolean {
  const { transportAt: at, version } = layout;
  const end = Math.min(at + layout.transportLength, view.byteLength);
  if (version === 0 || at + offset.quote > end) return false;
  if (layout.protocol !== (version === 4 ? protocol.icmp : protocol.icmpv6)) return false;
  const type = view.getUint8(at + offset.type);
  if (!(version === 4 ? isError4(type) : isError6(type))) return false;
  if (!locateQuote(view, at + offset.quote, end, version)) return false;

  into.family = version;
  into.type = type;
  into.code = view.getUint8(at + offset.code);
  into.mtu = 0;
  if (version === 4 && type === 3 && into.code === 4) into.mtu = view.getUint16(at + offset.mtu4);
  if (version === 6 && type === 2) into.mtu = view.getUint32(at + offset.mtu6);
  into.sourcePort = tcp.sourcePortOf(view, quote.transportAt);
  into.destinationPort = tcp.destinationPortOf(view, quote.transportAt);
  into.sequence = tcp.sequenceOf(view, quote.transportAt);
  into.source.fill(0);
  into.destination.fill(0);
  copySource(view, quote, into.source, 0);
  copyDestination(view, quote, into.destination, 0);
  return true;
}

/** An error to send: its type and code, the packet that it is about, cut as the sender likes. */
export type IcmpError = {
  readonly type: number;
  readonly code: number;
  readonly mtu?: number;
  /** From the IP header on. */
  readonly quote: Uint8Array;
};

/** Writes a whole ICMP (over IPv4) or ICMPv6 (over IPv6) error, checksums right; returns its octets. */
export function writeIcmpError(
  view: DataView,
  at: number,
  envelope: Envelope,
  error: IcmpError,
): number {
  const transport = envelope.family === 4 ? protocol.icmp : protocol.icmpv6;
  return writePacket(view, at, envelope, transport, (into, message) => {
    const octets = new Uint8Array(into.buffer, into.byteOffset + message);
    octets.fill(0, 0, offset.quote);
    octets.set(error.quote, offset.quote);
    into.setUint8(message + offset.type, error.type);
    into.setUint8(message + offset.code, error.code);
    if (envelope.family === 4) into.setUint16(message + offset.mtu4, error.mtu ?? 0);
    else into.setUint32(message + offset.mtu6, error.mtu ?? 0);
    return offset.quote + error.quote.length;
  });
}
