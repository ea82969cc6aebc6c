import {
  acknowledgmentOf,
  copyDestination,
  copySource,
  destinationPortOf,
  flag,
  flagsOf,
  locate,
  PacketLayout,
  protocol,
  sequenceOf,
  sourcePortOf,
  timestampValueOf,
} from "../../../src/wire/index.ts";

/** A SYN as the peer received it. */
export type Syn = {
  readonly family: 4 | 6;
  readonly source: Uint32Array;
  readonly destination: Uint32Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  /** Its TCP timestamp value, -1 when it had none. */
  readonly timestamp: number;
  /** From the IP header on. */
  readonly packet: Uint8Array;
  readonly transportAt: number;
};

const layout = new PacketLayout();

/** Reads a packet from the device: a SYN, or in one word what else it was. */
export function readPacket(packet: Uint8Array): Syn | "rst" | "other" {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  if (!locate(view, 0, packet.length, layout) || layout.protocol !== protocol.tcp) return "other";
  const { version, transportAt, transportLength } = layout;
  const flags = flagsOf(view, transportAt);
  if ((flags & flag.rst) !== 0) return "rst";
  const isSyn = (flags & (flag.syn | flag.ack)) === flag.syn;
  if (!isSyn || version === 0 || acknowledgmentOf(view, transportAt) !== 0) return "other";
  const source = new Uint32Array(4);
  const destination = new Uint32Array(4);
  copySource(view, layout, source, 0);
  copyDestination(view, layout, destination, 0);
  return {
    family: version,
    source,
    destination,
    sourcePort: sourcePortOf(view, transportAt),
    destinationPort: destinationPortOf(view, transportAt),
    sequence: sequenceOf(view, transportAt),
    timestamp: timestampValueOf(view, transportAt, transportLength),
    packet: packet.slice(),
    transportAt,
  };
}
