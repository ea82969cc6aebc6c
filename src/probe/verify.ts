import {
  acknowledgmentOf,
  flag,
  flagsOf,
  type PacketLayout,
  tcpHeaderLengthOf,
  transportChecksumHolds,
} from "../wire/index.ts";
import type { RejectionReason } from "./result.ts";

const shortestHeader = 20;
const decisive = flag.syn | flag.ack | flag.rst | flag.fin;

/** What a segment answers to our SYN: yes, no, or why it is not believed. */
export type Verdict = "open" | "closed" | RejectionReason;

/**
 * Judges a segment whose addresses and ports are a probe's, as a host in SYN-SENT does
 * (RFC 9293 §3.10.7.3): only an acknowledgment of exactly our SYN makes it an answer. Stricter than a
 * host, which overlooks a FIN, and a SYN beside a RST: no stack sends those, so they are not believed.
 * `checksumFinished` is false where the kernel left the checksum to hardware that never saw it.
 */
export function verify(
  view: DataView,
  layout: PacketLayout,
  checksumFinished: boolean,
  sequence: number,
): Verdict {
  const damage = damageOf(view, layout, checksumFinished);
  if (damage !== undefined) return damage;
  const flags = flagsOf(view, layout.transportAt) & decisive;
  const acknowledges = acknowledgmentOf(view, layout.transportAt) === (sequence + 1) >>> 0;
  if (flags === (flag.syn | flag.ack)) return acknowledges ? "open" : "wrong-ack";
  if (flags === (flag.rst | flag.ack)) return acknowledges ? "closed" : "wrong-ack";
  // RFC 5961 §4: a peer that already has a connection on this 4-tuple answers with a bare ACK.
  if (flags === flag.ack) return "challenge-ack";
  return "unexpected-flags";
}

/** Why a segment's fields cannot be relied on; undefined when they can. */
export function damageOf(
  view: DataView,
  layout: PacketLayout,
  checksumFinished: boolean,
): "truncated" | "bad-checksum" | undefined {
  if (layout.transportLength < shortestHeader) return "truncated";
  if (checksumFinished && !transportChecksumHolds(view, layout)) return "bad-checksum";
  const headerLength = tcpHeaderLengthOf(view, layout.transportAt);
  if (headerLength < shortestHeader || headerLength > layout.transportLength) return "truncated";
  return undefined;
}
