import { fold } from "./checksum.ts";
import { minimumHeader as ipv4Header, writeIpv4 } from "./ipv4.ts";
import { headerLength as ipv6Header, writeIpv6 } from "./ipv6.ts";
import { PacketLayout, transportSum } from "./packet.ts";
import { protocol } from "./protocol.ts";
import * as tcp from "./tcp.ts";

/** What both IP versions have in common; addresses as `parseAddress` gives their words. */
export type Envelope = {
  readonly family: 4 | 6;
  readonly source: Uint32Array;
  readonly destination: Uint32Array;
  /** TTL or hop limit, 64 unless said. */
  readonly hopLimit?: number;
  readonly dscp?: number;
  /** IPv4 only. */
  readonly identification?: number;
  /** IPv6 only. */
  readonly flowLabel?: number;
  /** IPv6 only: headers between the fixed one and the transport, `body` being all but next header. */
  readonly extensions?: readonly { readonly protocol: number; readonly body: Uint8Array }[];
};

function writeHeaders(
  view: DataView,
  at: number,
  envelope: Envelope,
  transport: number,
  length: number,
): void {
  const { source, destination, hopLimit = 64, dscp = 0, extensions = [] } = envelope;
  if (envelope.family === 4) {
    const identification = envelope.identification ?? 0;
    const [from = 0] = source;
    const [to = 0] = destination;
    const payloadLength = length;
    const rest = { protocol: transport, payloadLength, ttl: hopLimit, dscp, identification };
    writeIpv4(view, at, { source: from, destination: to, ...rest });
    return;
  }
  const chain = [...extensions.map((extension) => extension.protocol), transport];
  let next = at + ipv6Header;
  for (const [index, { body }] of extensions.entries()) {
    view.setUint8(next, chain[index + 1] ?? transport);
    new Uint8Array(view.buffer, view.byteOffset + next + 1, body.length).set(body);
    next += 1 + body.length;
  }
  writeIpv6(view, at, {
    source,
    destination,
    nextHeader: chain[0] ?? transport,
    payloadLength: next - at - ipv6Header + length,
    hopLimit,
    trafficClass: dscp << 2,
    flowLabel: envelope.flowLabel ?? 0,
  });
}

/**
 * Writes a whole packet, both checksums right; returns its octets. `writeTransport` writes the
 * TCP segment or ICMP message, its checksum zero, at the place that it is given and returns its
 * octets. For tests, the lab and whoever else is not in a hurry.
 */
export function writePacket(
  view: DataView,
  at: number,
  envelope: Envelope,
  transport: number,
  writeTransport: (view: DataView, at: number) => number,
): number {
  const extensions = envelope.family === 4 ? [] : (envelope.extensions ?? []);
  const header = envelope.family === 4 ? ipv4Header : ipv6Header;
  const layout = new PacketLayout();
  layout.version = envelope.family;
  layout.protocol = transport;
  layout.headerAt = at;
  layout.transportAt = extensions.reduce((end, { body }) => end + 1 + body.length, at + header);
  layout.transportLength = writeTransport(view, layout.transportAt);
  writeHeaders(view, at, envelope, transport, layout.transportLength);

  const field = transport === protocol.tcp ? tcp.offset.checksum : 2;
  view.setUint16(layout.transportAt + field, ~fold(transportSum(view, layout)) & 0xffff);
  return layout.transportAt - at + layout.transportLength;
}
