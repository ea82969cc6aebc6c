export {
  type AddressWords,
  formatAddress,
  isMulticast,
  isUnspecified,
  type ParsedAddress,
  parseAddress,
} from "./address.ts";
export { checksum, fold } from "./checksum.ts";
export { copyDestination, copySource, destinationEquals, sourceEquals } from "./endpoints.ts";
export { type Envelope, writePacket } from "./envelope.ts";
export { type IcmpError, QuotedSegment, readIcmpError, writeIcmpError } from "./icmp.ts";
export { icmpErrorKind, type IcmpErrorKind, icmpErrorName } from "./icmp-names.ts";
// Both have a source, a destination and a length: they are read by their names.
export * as ipv4 from "./ipv4.ts";
export * as ipv6 from "./ipv6.ts";
export { type Ipv4Header } from "./ipv4.ts";
export { type Ipv6Header } from "./ipv6.ts";
export { locate, PacketLayout, type PacketProblem, transportChecksumHolds } from "./packet.ts";
export { protocol } from "./protocol.ts";
export { type TcpSegment, writeTcp } from "./segment.ts";
export { isGloballyRoutable } from "./special.ts";
export { type SynOptions, SynTemplate } from "./syn.ts";
export {
  acknowledgmentOf,
  destinationPortOf,
  type FlagName,
  flag,
  flagNames,
  flagsOf,
  headerLengthOf as tcpHeaderLengthOf,
  sequenceOf,
  sourcePortOf,
  windowOf,
} from "./tcp.ts";
export {
  encodeTcpOptions,
  readTcpOptions,
  timestampValueOf,
  type TcpOptions,
} from "./tcp-options.ts";
