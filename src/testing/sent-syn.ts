import {
  copyDestination,
  copySource,
  destinationPortOf,
  locate,
  PacketLayout,
  sequenceOf,
  sourcePortOf,
} from "../wire/index.ts";

/** A SYN as it left. Addresses are words as in `wire`: IPv4 in the first. */
export type SentSyn = {
  /** 1 for the first that this link sent. */
  readonly number: number;
  readonly family: 4 | 6;
  readonly source: Uint32Array;
  readonly sourcePort: number;
  readonly destination: Uint32Array;
  readonly destinationPort: number;
  /** Interface index of a link-local destination (IPv6), else 0. */
  readonly scope: number;
  readonly sequence: number;
  /** The whole packet, from the IP header on. */
  readonly octets: Uint8Array;
};

/** Reads a packet that is about to leave. Throws when it is none: a prober must not send such. */
export function readSentSyn(octets: Uint8Array, number: number, scope: number): SentSyn {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const layout = new PacketLayout();
  if (!locate(view, 0, octets.length, layout)) {
    throw new Error(`packet ${number} cannot be read as it was sent: ${layout.problem}`);
  }
  const source = new Uint32Array(4);
  const destination = new Uint32Array(4);
  copySource(view, layout, source, 0);
  copyDestination(view, layout, destination, 0);
  return {
    number,
    family: layout.version === 4 ? 4 : 6,
    source,
    sourcePort: sourcePortOf(view, layout.transportAt),
    destination,
    destinationPort: destinationPortOf(view, layout.transportAt),
    scope,
    sequence: sequenceOf(view, layout.transportAt),
    octets,
  };
}
