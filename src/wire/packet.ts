import { fold, sum } from "./checksum.ts";
import * as ipv4 from "./ipv4.ts";
import * as ipv6 from "./ipv6.ts";
import { protocol } from "./protocol.ts";
import * as tcp from "./tcp.ts";

/** Why a packet cannot be read as it stands. */
export type PacketProblem = "none" | "truncated" | "bad-checksum" | "malformed" | "fragment";

/** Where the layers of one packet are. Made once, filled by `locate` for packet after packet. */
export class PacketLayout {
  /** 0 when not even the version could be read. */
  version: 4 | 6 | 0 = 0;
  /** Of the transport: what follows the IP header and its extension headers. */
  protocol = 0;
  headerAt = 0;
  transportAt = 0;
  /** By IP's own length fields, so without link padding; of a truncated packet, what is there. */
  transportLength = 0;
  /** TTL (IPv4) or hop limit (IPv6). */
  hopLimit = 0;
  problem: PacketProblem = "none";
}

function fail(into: PacketLayout, problem: PacketProblem): false {
  into.problem = problem;
  return false;
}

/** Octets that a transport's header has at the least, as far as this program reads it. */
const leastOf = (number: number): number =>
  number === protocol.tcp
    ? tcp.minimumHeader
    : number === protocol.icmp || number === protocol.icmpv6
      ? 8
      : 0;

/** Measures the transport, of which `stated` is the end by IP's own fields. */
function settle(end: number, stated: number, into: PacketLayout): boolean {
  into.transportLength = Math.max(0, Math.min(end, stated) - into.transportAt);
  if (stated > end) return fail(into, "truncated");
  if (into.transportLength < leastOf(into.protocol)) return fail(into, "malformed");
  return true;
}

function locateIpv4(view: DataView, at: number, end: number, into: PacketLayout): boolean {
  if (at + ipv4.minimumHeader > end) return fail(into, "truncated");
  const header = ipv4.headerLengthOf(view, at);
  if (header < ipv4.minimumHeader) return fail(into, "malformed");
  if (at + header > end) return fail(into, "truncated");
  const total = ipv4.totalLengthOf(view, at);
  into.protocol = ipv4.protocolOf(view, at);
  into.hopLimit = ipv4.ttlOf(view, at);
  into.transportAt = at + header;
  const settled = settle(end, at + total, into);
  if (!ipv4.headerChecksumHolds(view, at)) return fail(into, "bad-checksum");
  if (total < header) return fail(into, "malformed");
  if (ipv4.isFragment(view, at)) return fail(into, "fragment");
  return settled;
}

function locateIpv6(view: DataView, at: number, end: number, into: PacketLayout): boolean {
  if (at + ipv6.headerLength > end) return fail(into, "truncated");
  const stated = at + ipv6.headerLength + ipv6.payloadLengthOf(view, at);
  into.protocol = ipv6.nextHeaderOf(view, at);
  into.hopLimit = ipv6.hopLimitOf(view, at);
  into.transportAt = at + ipv6.headerLength;
  if (!ipv6.skipExtensions(view, Math.min(end, stated), into)) {
    // Cut by its sender, not by the capture.
    if (into.problem === "truncated" && stated <= end) into.problem = "malformed";
    return false;
  }
  if (into.transportAt > stated) return fail(into, "malformed");
  return settle(end, stated, into);
}

/**
 * Finds where the layers of the packet at `at` are, `captured` octets of it being there, and
 * verifies the IPv4 header checksum. True when `into.problem` is "none": then the fixed part of
 * a TCP, ICMP or ICMPv6 header is all there, and its accessors are safe. Otherwise `into` says
 * what could be told, and of the transport no more than is there. Never throws and never reads
 * outside the packet, whatever its bytes. HOT.
 */
export function locate(view: DataView, at: number, captured: number, into: PacketLayout): boolean {
  const end = Math.min(at + captured, view.byteLength);
  into.version = 0;
  into.protocol = 0;
  into.headerAt = at;
  into.transportAt = at;
  into.transportLength = 0;
  into.hopLimit = 0;
  into.problem = "none";
  if (at >= end) return fail(into, "truncated");
  const version = view.getUint8(at) >> 4;
  if (version === 4) {
    into.version = 4;
    return locateIpv4(view, at, end, into);
  }
  if (version === 6) {
    into.version = 6;
    return locateIpv6(view, at, end, into);
  }
  return fail(into, "malformed");
}

/**
 * Unfolded sum of what a transport's checksum covers: its octets and, but for ICMP, the pseudo
 * header (RFC 9293 §3.1, RFC 8200 §8.1, RFC 792). HOT.
 */
export function transportSum(view: DataView, layout: PacketLayout): number {
  const { transportAt, transportLength, headerAt } = layout;
  if (layout.protocol === protocol.icmp) return sum(view, transportAt, transportLength);
  const pseudo = layout.protocol + transportLength;
  const addresses =
    layout.version === 4
      ? sum(view, headerAt + ipv4.offset.source, 8, pseudo)
      : sum(view, headerAt + ipv6.offset.source, 32, pseudo);
  return sum(view, transportAt, transportLength, addresses);
}

/**
 * Whether the checksum of a located TCP, ICMP (over IPv4) or ICMPv6 (over IPv6) message holds.
 * False for every other transport, and for a packet that has a problem. HOT.
 */
export function transportChecksumHolds(view: DataView, layout: PacketLayout): boolean {
  const known =
    layout.protocol === protocol.tcp ||
    layout.protocol === (layout.version === 4 ? protocol.icmp : protocol.icmpv6);
  return known && layout.problem === "none" && fold(transportSum(view, layout)) === 0xffff;
}
