import type { CapturedPacket } from "../test/lab/index.ts";

/** A question on the wire and its answer, as tcpdump stamped them. Decoded here, not by our library. */
export type Exchange = {
  /** Of an echo: its identifier. */
  readonly sourcePort: number;
  /** Where the question went, in hexadecimal. */
  readonly destination: string;
  readonly sequence: number;
  /** Of the SYN-ACK or RST. */
  readonly replySequence: number;
  readonly nanoseconds: number;
};

type Question = {
  readonly sent: CapturedPacket;
  readonly sourcePort: number;
  readonly sequence: number;
};

const at = {
  4: { protocol: 9, destination: [16, 20] },
  6: { protocol: 6, destination: [24, 40], end: 40 },
} as const;
const tcp = 6;
const icmp = [1, 58];
const flag = { syn: 0x02, reset: 0x04, acknowledgment: 0x10 } as const;
/** Of ICMP and ICMPv6. */
const echo = { requests: [8, 128], replies: [0, 129] };

const destinationOf = ({ ip }: CapturedPacket): string =>
  Buffer.from(ip.subarray(...at[ip[0]! >> 4 === 4 ? 4 : 6].destination)).toString("hex");

const elapsed = (from: CapturedPacket, to: CapturedPacket): number =>
  (to.seconds - from.seconds) * 1e9 + (to.nanoseconds - from.nanoseconds);

/** Every SYN with its SYN-ACK or RST and every echo with its reply, in the order of the answers. */
export function exchangesOf(packets: readonly CapturedPacket[]): Exchange[] {
  const open = new Map<string, Question>();
  const found: Exchange[] = [];
  const answer = (key: string, packet: CapturedPacket, replySequence: number): void => {
    const question = open.get(key);
    if (question === undefined) return;
    open.delete(key);
    const { sent, sourcePort, sequence } = question;
    found.push({
      sourcePort,
      destination: destinationOf(sent),
      sequence,
      replySequence,
      nanoseconds: elapsed(sent, packet),
    });
  };

  for (const packet of packets) {
    const view = new DataView(packet.ip.buffer, packet.ip.byteOffset, packet.ip.byteLength);
    const version = view.getUint8(0) >> 4 === 4 ? 4 : 6;
    const body = version === 4 ? (view.getUint8(0) & 0x0f) * 4 : at[6].end;
    const protocol = view.getUint8(at[version].protocol);
    if (protocol === tcp) {
      const [from, to] = [view.getUint16(body), view.getUint16(body + 2)];
      const sequence = view.getUint32(body + 4);
      const flags = view.getUint8(body + 13);
      if ((flags & (flag.syn | flag.acknowledgment)) === flag.syn) {
        open.set(`${from} ${sequence}`, { sent: packet, sourcePort: from, sequence });
      } else if ((flags & flag.acknowledgment) !== 0 && (flags & (flag.syn | flag.reset)) !== 0) {
        answer(`${to} ${(view.getUint32(body + 8) - 1) >>> 0}`, packet, sequence);
      }
    } else if (icmp.includes(protocol)) {
      const type = view.getUint8(body);
      const [identifier, sequence] = [view.getUint16(body + 4), view.getUint16(body + 6)];
      const key = `${identifier} ${sequence}`;
      if (echo.requests.includes(type)) {
        open.set(key, { sent: packet, sourcePort: identifier, sequence });
      } else if (echo.replies.includes(type)) answer(key, packet, 0);
    }
  }
  return found;
}
