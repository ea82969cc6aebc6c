/** TCP header, offsets in octets (RFC 9293 §3.1). */
export const offset = {
  sourcePort: 0,
  destinationPort: 2,
  sequence: 4,
  acknowledgment: 8,
  dataOffset: 12,
  flags: 13,
  window: 14,
  checksum: 16,
  urgentPointer: 18,
} as const;

/** Octets of a header without options. */
export const minimumHeader = 20;

export const sourcePortOf = (view: DataView, at: number): number =>
  view.getUint16(at + offset.sourcePort);
export const destinationPortOf = (view: DataView, at: number): number =>
  view.getUint16(at + offset.destinationPort);
export const sequenceOf = (view: DataView, at: number): number =>
  view.getUint32(at + offset.sequence);
export const acknowledgmentOf = (view: DataView, at: number): number =>
  view.getUint32(at + offset.acknowledgment);
/** By the data offset, in octets: as it stands there, 0 to 60. */
export const headerLengthOf = (view: DataView, at: number): number =>
  (view.getUint8(at + offset.dataOffset) >> 4) * 4;
/** The eight control bits; see `flag`. */
export const flagsOf = (view: DataView, at: number): number => view.getUint8(at + offset.flags);
/** As it stands there, not scaled. */
export const windowOf = (view: DataView, at: number): number => view.getUint16(at + offset.window);
export const checksumOf = (view: DataView, at: number): number =>
  view.getUint16(at + offset.checksum);
export const urgentPointerOf = (view: DataView, at: number): number =>
  view.getUint16(at + offset.urgentPointer);

/** Control bits (RFC 9293 §3.1). */
export const flag = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ece: 64,
  cwr: 128,
} as const;

/** Control bits by their names of RFC 9293 §3.1. */
export type FlagName = "FIN" | "SYN" | "RST" | "PSH" | "ACK" | "URG" | "ECE" | "CWR";

const names: readonly FlagName[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

const namesOf: readonly (readonly FlagName[])[] = Array.from({ length: 256 }, (_, bits) =>
  Object.freeze(names.filter((_name, position) => (bits & (1 << position)) !== 0)),
);

/**
 * The names of the eight bits that are set, from FIN upwards: `["SYN", "ACK"]`. The same list each time,
 * since thousands of results hold one.
 */
export const flagNames = (bits: number): readonly FlagName[] => namesOf[bits & 0xff]!;
