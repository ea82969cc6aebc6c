import { type Nanoseconds, nanoseconds } from "../units.ts";
import { IPPROTO } from "./libc.ts";
import type { Socket } from "./socket.ts";

const tcpInfo = 11;
const words = 58;

/** `struct tcp_info` (linux/tcp.h), offsets in octets. */
const at = {
  state: 0,
  retransmits: 2,
  options: 5,
  scales: 6,
  lastAckReceived: 56,
  rtt: 68,
  totalRetransmissions: 100,
  segmentsIn: 140,
  sendWindow: 228,
} as const;
const option = { sack: 2, windowScale: 4 } as const;
const synSent = 2;

/** What the kernel's TCP knows of a socket. */
export type TcpInfo = {
  /** The SYN is out, and nothing has come of it. */
  readonly isWaiting: boolean;
  /** SYNs sent again so far. */
  readonly resent: number;
  /**
   * The smoothed rtt, whole microseconds: before any data, that of SYN and SYN-ACK. After a
   * retransmission it is made from timestamps of whole milliseconds, and may name the wrong SYN.
   */
  readonly rtt: Nanoseconds;
  /** How long ago the last acknowledgment came, good to a timer tick of the kernel. */
  readonly sinceAnswer: Nanoseconds;
  /** The peer's window; absent when more than the SYN-ACK has come, or the kernel is older than 5.4. */
  readonly window?: number;
  readonly windowScale?: number;
  readonly sackPermitted?: true;
};

export function readTcpInfo(socket: Socket): TcpInfo {
  const info = new DataView(Uint32Array.from(socket.get(IPPROTO.tcp, tcpInfo, words)).buffer);
  const word = (offset: number) => info.getUint32(offset, true);
  const options = info.getUint8(at.options);
  const window = word(at.segmentsIn) === 1 ? word(at.sendWindow) : 0;
  return {
    isWaiting: info.getUint8(at.state) === synSent,
    // The first counts what the timer did, also where the interface took no SYN; the second, SYNs.
    resent: Math.max(info.getUint8(at.retransmits), word(at.totalRetransmissions)),
    rtt: nanoseconds(word(at.rtt) * 1000),
    sinceAnswer: nanoseconds(word(at.lastAckReceived) * 1e6),
    ...(window > 0 && { window }),
    ...(options & option.windowScale && { windowScale: info.getUint8(at.scales) & 0x0f }),
    ...(options & option.sack && { sackPermitted: true }),
  };
}
