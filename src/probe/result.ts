import type { Endpoint } from "../endpoint.ts";
import type { Instant, Nanoseconds } from "../units.ts";
import type { FlagName, IcmpErrorKind } from "../wire/index.ts";

export type { FlagName };

export type { Endpoint } from "../endpoint.ts";

export type Method = "syn" | "connect";

/** Whose clock both ends of an rtt were read from. */
export type ClockSource = "kernel" | "user";

export type Outcome = ProbeResult["outcome"];

/** Every outcome, from what is hoped for to what could not even be tried. */
export const outcomes = [
  "open",
  "closed",
  "unreachable",
  "timeout",
  "error",
] as const satisfies readonly Outcome[];

/** The address and port that a probe left from, and the interface that owns the address. */
export type Source = {
  readonly address: string;
  readonly port: number;
  readonly interface?: string;
};

/** What is known of every probe, whatever came of it. */
export type ProbeFacts = {
  readonly endpoint: Endpoint;
  /** 1 for the first probe of its endpoint. */
  readonly index: number;
  readonly method: Method;
  readonly clock: ClockSource;
  /** When the SYN left, by the wall clock; of the attempt when it could not leave. */
  readonly sentAt: Instant;
  readonly source?: Source;
  /** There when it is one of a burst, beside the rhythm of its agenda. */
  readonly burst?: true;
  /** Which of the plan's fixed flows it took, from 1; absent while source ports rotate. */
  readonly flow?: number;
  /** Sequence number of the SYN (absent where the kernel chose and hid it). */
  readonly sequence?: number;
  /**
   * SYNs of this probe that nothing answered before the one that was (`connect` on Linux only).
   * Absent when it was the first, when none was answered, and where the platform hides it.
   */
  readonly synsLost?: number;
};

export type SegmentOptionFacts = {
  readonly mss?: number;
  readonly windowScale?: number;
  readonly sackPermitted?: true;
  readonly timestamps?: { readonly value: number; readonly echo: number };
};

/** What a verified segment said. */
export type SegmentFacts = {
  readonly flags: readonly FlagName[];
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly window: number;
  /** TTL (IPv4) or hop limit (IPv6) on arrival. */
  readonly ttl: number;
  readonly options: SegmentOptionFacts;
};

/** What is known of the segment that answered: all of it with `syn`, what the kernel tells with `connect`. */
export type ReplyFacts = Partial<SegmentFacts>;

/** What an ICMP or ICMPv6 error about our SYN said, and who said it. */
export type IcmpFacts = {
  readonly type: number;
  readonly code: number;
  /** The name that the RFC gives to this type and code. */
  readonly name: string;
  /** What it means to whoever asked whether the port answers. */
  readonly kind: IcmpErrorKind;
  readonly sender: string;
  /** Of the link that was too narrow, in octets, where the error tells it. */
  readonly mtu?: number;
};

/** What answered a SYN: a segment from the endpoint, or an ICMP error from somewhere on the path. */
export type Answer = { readonly reply: SegmentFacts } | { readonly icmp: IcmpFacts };

/** What differs in a reply from the one before of the same endpoint and kind. */
export type ReplyChange =
  | "ttl"
  | "window"
  | "mss"
  | "window-scale"
  | "sack-permitted"
  | "timestamps";

/** Why this machine could not send. */
export type ProbeErrorFacts = {
  /** The errno's name, or a HalfopenError's code. */
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
};

/**
 * One probe and its outcome. A round-trip delay is there only when something answered (RFC 2681)
 * and it is known which SYN was answered: after a retransmission it is absent (RFC 6298 §3).
 */
export type ProbeResult = ProbeFacts &
  (
    | {
        readonly outcome: "open" | "closed";
        readonly rtt?: Nanoseconds;
        readonly reply: ReplyFacts;
        /** There when this reply differs from the last one: another machine may have answered. */
        readonly changed?: readonly ReplyChange[];
      }
    | { readonly outcome: "unreachable"; readonly rtt?: Nanoseconds; readonly icmp: IcmpFacts }
    | { readonly outcome: "timeout"; readonly waited: Nanoseconds }
    | { readonly outcome: "error"; readonly error: ProbeErrorFacts }
  );

/** Why a segment that came for us was not believed. */
export type RejectionReason =
  | "wrong-ack"
  | "wrong-port"
  | "wrong-address"
  | "bad-checksum"
  | "truncated"
  | "unexpected-flags"
  | "challenge-ack"
  /** A second, verified answer that says something else than the first. */
  | "contradictory";

/** Everything that a prober tells, in the order in which it learnt it. */
export type ProbeEvent =
  /** A SYN was handed to the kernel (told only when the plan asks for it). */
  | { readonly event: "sent"; readonly facts: ProbeFacts }
  | { readonly event: "probe"; readonly result: ProbeResult }
  /** An answer after the deadline: its probe was already told as `timeout`. */
  | ({ readonly event: "late"; readonly facts: ProbeFacts; readonly rtt: Nanoseconds } & Answer)
  /** The same answer once more (`duplicate`), or sent again by a peer that missed our RST (`retransmitted`). */
  | ({
      readonly event: "duplicate" | "retransmitted";
      readonly facts: ProbeFacts;
      /** From our SYN to this copy. */
      readonly rtt: Nanoseconds;
    } & Answer)
  | {
      readonly event: "rejected";
      readonly endpoint: Endpoint;
      /** The probe that it seemed to answer, where that can be told. */
      readonly index?: number;
      readonly reason: RejectionReason;
      /** Who sent the segment. */
      readonly from: { readonly address: string; readonly port: number };
      readonly ttl: number;
      /** When it arrived, by the kernel's stamp. */
      readonly at?: Instant;
    }
  /** Sent, but the run was stopped before it was answered or its deadline came: counted nowhere. */
  | { readonly event: "abandoned"; readonly endpoint: Endpoint; readonly index: number };
