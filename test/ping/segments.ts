import type { CapturedPacket } from "../lab/index.ts";

/** What a capture shows of one TCP segment; read by its own code, so that it can contradict ours. */
export type Segment = {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  /** Time to live, hop limit. */
  readonly ttl: number;
  /** Type of service, traffic class: the DSCP and two bits of ECN. */
  readonly tos: number;
  readonly doNotFragment: boolean;
  /** Octets of the TCP header, options included. */
  readonly headerLength: number;
  readonly payloadLength: number;
  readonly seconds: number;
  readonly nanoseconds: number;
};

export const flags = { syn: 0x02, rst: 0x04, ack: 0x10, ece: 0x40, cwr: 0x80 } as const;

/** The TCP segments of a capture, oldest first. */
export const segmentsOf = (packets: readonly CapturedPacket[]): Segment[] =>
  packets.filter(({ ip }) => ip[ip[0]! >> 4 === 4 ? 9 : 6] === 6).map(segmentOf);

function segmentOf({ ip, seconds, nanoseconds }: CapturedPacket): Segment {
  const view = new DataView(ip.buffer, ip.byteOffset, ip.byteLength);
  const isIpv4 = view.getUint8(0) >> 4 === 4;
  const tcp = isIpv4 ? (view.getUint8(0) & 0x0f) * 4 : 40;
  const headerLength = (view.getUint8(tcp + 12) >> 4) * 4;
  const end = isIpv4 ? view.getUint16(2) : 40 + view.getUint16(4);
  return {
    source: isIpv4 ? dotted(view, 12) : colons(view, 8),
    sourcePort: view.getUint16(tcp),
    destination: isIpv4 ? dotted(view, 16) : colons(view, 24),
    destinationPort: view.getUint16(tcp + 2),
    sequence: view.getUint32(tcp + 4),
    acknowledgment: view.getUint32(tcp + 8),
    flags: view.getUint8(tcp + 13),
    ttl: view.getUint8(isIpv4 ? 8 : 7),
    tos: isIpv4 ? view.getUint8(1) : (view.getUint16(0) >> 4) & 0xff,
    doNotFragment: !isIpv4 || (view.getUint8(6) & 0x40) !== 0,
    headerLength,
    payloadLength: end - tcp - headerLength,
    seconds,
    nanoseconds,
  };
}

const dotted = (view: DataView, at: number): string =>
  [0, 1, 2, 3].map((octet) => view.getUint8(at + octet)).join(".");

/** As the URL standard writes it: shortened by RFC 5952. */
function colons(view: DataView, at: number): string {
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((group) =>
    view.getUint16(at + group).toString(16),
  );
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
