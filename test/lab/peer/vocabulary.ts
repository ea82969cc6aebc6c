import type { RejectionReason } from "../../../src/probe/index.ts";

/** Control bits of the segments that a peer can send. */
const fin = 1;
const syn = 2;
const rst = 4;
const ack = 16;

/** What a segment or error is to whoever sent the SYN, before anything is done to it. */
export type Meaning =
  | { readonly is: "open" | "closed" }
  | { readonly is: "unreachable"; readonly type: number; readonly code: number }
  | { readonly is: "rejected"; readonly reason: RejectionReason }
  /** About nothing that was ever sent. */
  | { readonly is: "stray" };

const open = { is: "open" } as const;
const unexpected = { is: "rejected", reason: "unexpected-flags" } as const;

/** The TCP segments that a peer can send, by the name that scenarios call them. */
export const segments = {
  "syn-ack": { flags: syn | ack, means: open },
  /** The same segment sent again by the peer's TCP: only its timestamp is newer. */
  "syn-ack again": { flags: syn | ack, means: open },
  /** From a second machine that has the same address: another sequence number. */
  "syn-ack of another server": { flags: syn | ack, means: open },
  rst: { flags: rst | ack, means: { is: "closed" } },
  "rst without an ack": { flags: rst, means: unexpected },
  "challenge ack": { flags: ack, means: { is: "rejected", reason: "challenge-ack" } },
  syn: { flags: syn, means: unexpected },
  "fin-ack": { flags: fin | ack, means: unexpected },
  "no flags": { flags: 0, means: unexpected },
} as const satisfies Record<string, { flags: number; means: Meaning }>;

/** ICMP and ICMPv6 errors, [type, code] of each (RFC 792, RFC 1812 §5.2.7.1, RFC 4443 §3). */
export const icmpErrors = {
  "no route": { v4: [3, 0], v6: [1, 0] },
  "host unreachable": { v4: [3, 1], v6: [1, 3] },
  "protocol unreachable": { v4: [3, 2], v6: [4, 1] },
  "port unreachable": { v4: [3, 3], v6: [1, 4] },
  "packet too big": { v4: [3, 4], v6: [2, 0] },
  "source route failed": { v4: [3, 5], v6: [1, 2] },
  "prohibited by policy": { v4: [3, 9], v6: [1, 5] },
  "host prohibited": { v4: [3, 10], v6: [1, 6] },
  prohibited: { v4: [3, 13], v6: [1, 1] },
  "hop limit exceeded": { v4: [11, 0], v6: [3, 0] },
  "reassembly time exceeded": { v4: [11, 1], v6: [3, 1] },
  "parameter problem": { v4: [12, 0], v6: [4, 0] },
} as const;

/** What may be wrong with a reply, and the reason for which it must then not be believed. */
export const defects = {
  "ack one too high": "wrong-ack",
  "ack one too low": "wrong-ack",
  "ack out of the air": "wrong-ack",
  /** A bit of the acknowledgment flipped by something that then mended the checksum. */
  "ack damaged, checksum right": "wrong-ack",
  "from another port": "wrong-port",
  "from another address": "wrong-address",
  "checksum wrong": "bad-checksum",
  /** Anywhere behind the ports, but for the data offset; of an ICMP error between type and quote. */
  "bit flipped": "bad-checksum",
  /** Of the source port: the segment seems to come from somewhere else. */
  "port bit flipped": "bad-checksum",
  /** In what an IPv4 router may have changed; in the source address of IPv6, which TCP's sum covers. */
  "IP header bit flipped": "bad-checksum",
  /** IP and frame agree that the TCP header ends early. */
  "header too short": "truncated",
  /** IP says that there is more than the frame holds. */
  "cut on the way": "truncated",
  "options past the end": "truncated",
  /** An ICMP error, with the right ports, about a sequence number that is nobody's. */
  "quotes a SYN never sent": "stray",
} as const satisfies Record<string, RejectionReason | "stray">;

export type SegmentName = keyof typeof segments;
export type IcmpErrorName = keyof typeof icmpErrors;
export type Defect = keyof typeof defects;

/** What a reply with that defect is to whoever sent the SYN. */
export function meaningOf(defect: Defect): Meaning {
  const reason = defects[defect];
  return reason === "stray" ? { is: "stray" } : { is: "rejected", reason };
}

export const segmentNames = Object.keys(segments) as SegmentName[];
export const icmpErrorNames = Object.keys(icmpErrors) as IcmpErrorName[];
