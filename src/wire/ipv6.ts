/** IPv6 header, offsets in octets (RFC 8200 §3). */
export const offset = {
  versionClassAndFlow: 0,
  payloadLength: 4,
  nextHeader: 6,
  hopLimit: 7,
  source: 8,
  destination: 24,
} as const;

/** Octets of the fixed header. */
export const headerLength = 40;

/** Extension headers by protocol number (RFC 8200 §4, RFC 4302). */
export const extension = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  authentication: 51,
  destinationOptions: 60,
} as const;

/** A chain longer than this is not followed: no honest reply has one, and a walk must be bounded. */
const longestChain = 8;

export const trafficClassOf = (view: DataView, at: number): number =>
  (view.getUint16(at + offset.versionClassAndFlow) >> 4) & 0xff;
export const flowLabelOf = (view: DataView, at: number): number =>
  view.getUint32(at + offset.versionClassAndFlow) & 0xfffff;
export const payloadLengthOf = (view: DataView, at: number): number =>
  view.getUint16(at + offset.payloadLength);
export const nextHeaderOf = (view: DataView, at: number): number =>
  view.getUint8(at + offset.nextHeader);
export const hopLimitOf = (view: DataView, at: number): number =>
  view.getUint8(at + offset.hopLimit);
/** Word 0 to 3 of the source address. */
export const sourceOf = (view: DataView, at: number, word: number): number =>
  view.getUint32(at + offset.source + word * 4);
/** Word 0 to 3 of the destination address. */
export const destinationOf = (view: DataView, at: number, word: number): number =>
  view.getUint32(at + offset.destination + word * 4);

/** Where a walk over extension headers stands: a header's protocol number, and where it starts. */
export type ExtensionWalk = {
  protocol: number;
  transportAt: number;
  problem: "none" | "truncated" | "malformed" | "fragment" | "bad-checksum";
};

/**
 * Moves `walk` past extension headers to the first header that is none, reading nothing at or
 * beyond `end`. False, and why in `walk.problem`, when the chain is cut, too long, or belongs
 * to a fragment; a lone fragment (RFC 6946) is a whole datagram. HOT.
 */
export function skipExtensions(view: DataView, end: number, walk: ExtensionWalk): boolean {
  for (let headers = 0; headers <= longestChain; headers++) {
    const { hopByHop, routing, fragment, authentication, destinationOptions } = extension;
    const kind = walk.protocol;
    const ordinary = kind === hopByHop || kind === routing || kind === destinationOptions;
    if (!ordinary && kind !== fragment && kind !== authentication) return true;

    const at = walk.transportAt;
    if (at + 8 > end) {
      walk.problem = "truncated";
      return false;
    }
    if (kind === fragment && (view.getUint16(at + 2) & 0xfff9) !== 0) {
      walk.problem = "fragment";
      return false;
    }
    const length = view.getUint8(at + 1);
    walk.protocol = view.getUint8(at);
    walk.transportAt =
      at + (kind === fragment ? 8 : kind === authentication ? (length + 2) * 4 : (length + 1) * 8);
  }
  walk.problem = "malformed";
  return false;
}

/** What an IPv6 header says, addresses as four 32-bit words. */
export type Ipv6Header = {
  readonly source: Uint32Array;
  readonly destination: Uint32Array;
  readonly nextHeader: number;
  readonly payloadLength: number;
  readonly hopLimit?: number;
  readonly trafficClass?: number;
  readonly flowLabel?: number;
};

/** Writes the fixed header; returns its octets. Hop limit 64 unless said. */
export function writeIpv6(view: DataView, at: number, header: Ipv6Header): number {
  const flow = ((header.trafficClass ?? 0) << 20) | ((header.flowLabel ?? 0) & 0xfffff);
  view.setUint32(at + offset.versionClassAndFlow, (6 << 28) | flow);
  view.setUint16(at + offset.payloadLength, header.payloadLength);
  view.setUint8(at + offset.nextHeader, header.nextHeader);
  view.setUint8(at + offset.hopLimit, header.hopLimit ?? 64);
  for (let word = 0; word < 4; word++) {
    view.setUint32(at + offset.source + word * 4, header.source[word] ?? 0);
    view.setUint32(at + offset.destination + word * 4, header.destination[word] ?? 0);
  }
  return headerLength;
}
