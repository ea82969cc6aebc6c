import { encodeTcpOptions, type TcpOptions } from "./tcp-options.ts";
import { minimumHeader, offset } from "./tcp.ts";

/** What a segment says. Whatever is not given is zero. */
export type TcpSegment = {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment?: number;
  /** The sum of some of `flag`. */
  readonly flags: number;
  readonly window?: number;
  readonly urgentPointer?: number;
  /** Or their octets as they shall stand there, right or wrong: a multiple of 4, 40 at most. */
  readonly options?: TcpOptions | Uint8Array;
  readonly payload?: Uint8Array;
};

const none = new Uint8Array();

/** Writes a segment whose checksum is still zero (see `writePacket`); returns its octets. */
export function writeTcp(view: DataView, at: number, segment: TcpSegment): number {
  const { options = none, payload = none } = segment;
  const encoded = options instanceof Uint8Array ? options : encodeTcpOptions(options);
  const header = minimumHeader + encoded.length;
  view.setUint16(at + offset.sourcePort, segment.sourcePort);
  view.setUint16(at + offset.destinationPort, segment.destinationPort);
  view.setUint32(at + offset.sequence, segment.sequence);
  view.setUint32(at + offset.acknowledgment, segment.acknowledgment ?? 0);
  view.setUint8(at + offset.dataOffset, (header / 4) << 4);
  view.setUint8(at + offset.flags, segment.flags);
  view.setUint16(at + offset.window, segment.window ?? 0);
  view.setUint16(at + offset.checksum, 0);
  view.setUint16(at + offset.urgentPointer, segment.urgentPointer ?? 0);
  const octets = new Uint8Array(view.buffer, view.byteOffset + at, header + payload.length);
  octets.set(encoded, minimumHeader);
  octets.set(payload, header);
  return header + payload.length;
}
