import { checksum, fold, sum } from "./checksum.ts";

/** IPv4 header, offsets in octets (RFC 791 §3.1). */
export const offset = {
  versionAndLength: 0,
  serviceType: 1,
  totalLength: 2,
  identification: 4,
  flagsAndFragment: 6,
  ttl: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
} as const;

/** Octets of a header without options. */
export const minimumHeader = 20;

const dontFragmentBit = 0x4000;
const moreFragmentsBit = 0x2000;
const fragmentOffsetBits = 0x1fff;

export const headerLengthOf = (view: DataView, at: number): number =>
  (view.getUint8(at + offset.versionAndLength) & 0x0f) * 4;
export const dscpOf = (view: DataView, at: number): number =>
  view.getUint8(at + offset.serviceType) >> 2;
export const ecnOf = (view: DataView, at: number): number =>
  view.getUint8(at + offset.serviceType) & 0b11;
export const totalLengthOf = (view: DataView, at: number): number =>
  view.getUint16(at + offset.totalLength);
export const identificationOf = (view: DataView, at: number): number =>
  view.getUint16(at + offset.identification);
export const dontFragmentOf = (view: DataView, at: number): boolean =>
  (view.getUint16(at + offset.flagsAndFragment) & dontFragmentBit) !== 0;
export const moreFragmentsOf = (view: DataView, at: number): boolean =>
  (view.getUint16(at + offset.flagsAndFragment) & moreFragmentsBit) !== 0;
/** In octets. */
export const fragmentOffsetOf = (view: DataView, at: number): number =>
  (view.getUint16(at + offset.flagsAndFragment) & fragmentOffsetBits) * 8;
export const ttlOf = (view: DataView, at: number): number => view.getUint8(at + offset.ttl);
export const protocolOf = (view: DataView, at: number): number =>
  view.getUint8(at + offset.protocol);
export const sourceOf = (view: DataView, at: number): number => view.getUint32(at + offset.source);
export const destinationOf = (view: DataView, at: number): number =>
  view.getUint32(at + offset.destination);

/** True for any part of a datagram that is not the whole: more follow, or this is not the first. HOT. */
export const isFragment = (view: DataView, at: number): boolean =>
  (view.getUint16(at + offset.flagsAndFragment) & (moreFragmentsBit | fragmentOffsetBits)) !== 0;

/** HOT. */
export const headerChecksumHolds = (view: DataView, at: number): boolean =>
  fold(sum(view, at, headerLengthOf(view, at))) === 0xffff;

/** What an IPv4 header says, addresses as 32-bit words. */
export type Ipv4Header = {
  readonly source: number;
  readonly destination: number;
  readonly protocol: number;
  readonly payloadLength: number;
  readonly ttl?: number;
  readonly dscp?: number;
  readonly ecn?: number;
  readonly identification?: number;
  readonly dontFragment?: boolean;
  readonly moreFragments?: boolean;
  /** In octets, a multiple of 8. */
  readonly fragmentOffset?: number;
};

/** Writes a header without options, its checksum right; returns its octets. TTL 64 and DF unless said. */
export function writeIpv4(view: DataView, at: number, header: Ipv4Header): number {
  const fragment =
    ((header.dontFragment ?? true) ? dontFragmentBit : 0) |
    (header.moreFragments ? moreFragmentsBit : 0) |
    ((header.fragmentOffset ?? 0) / 8);
  view.setUint8(at + offset.versionAndLength, 0x45);
  view.setUint8(at + offset.serviceType, ((header.dscp ?? 0) << 2) | (header.ecn ?? 0));
  view.setUint16(at + offset.totalLength, minimumHeader + header.payloadLength);
  view.setUint16(at + offset.identification, header.identification ?? 0);
  view.setUint16(at + offset.flagsAndFragment, fragment);
  view.setUint8(at + offset.ttl, header.ttl ?? 64);
  view.setUint8(at + offset.protocol, header.protocol);
  view.setUint16(at + offset.checksum, 0);
  view.setUint32(at + offset.source, header.source);
  view.setUint32(at + offset.destination, header.destination);
  view.setUint16(at + offset.checksum, checksum(view, at, minimumHeader));
  return minimumHeader;
}
