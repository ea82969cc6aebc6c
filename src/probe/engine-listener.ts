import type { Origin } from "../net/index.ts";
import type { Nanoseconds } from "../units.ts";
import type { ProbedEndpoint } from "./probed-endpoint.ts";
import type { ReplyView } from "./reply-view.ts";
import type { Answer, ClockSource, IcmpFacts, RejectionReason } from "./result.ts";

/** One SYN to send. The engine copies what it needs: the caller may reuse the object. */
export type ProbeRequest = {
  family: 4 | 6;
  /** Remote address, IPv4 in the first word. */
  readonly words: Uint32Array;
  port: number;
  /** Interface index of a link-local destination, else 0. */
  scope: number;
  origin: Origin;
  /** The source port to use whatever else is outstanding on it; 0 picks one of the origin's. */
  localPort: number;
  /** Which of the origin's ports to look at first, by its place; absent: the one after the last probe's. */
  rotation?: number;
  /** The caller's run, its name for the endpoint, and the probe's number there. */
  run: number;
  tag: number;
  index: number;
  /** Kept for whoever hears of the probe. */
  target?: ProbedEndpoint;
  inBurst?: boolean;
  timeout: Nanoseconds;
  /** When it is due, monotonic: what it is late by is told. */
  due: number;
  /** How long to go on recognising late, duplicate and retransmitted replies. */
  linger: Nanoseconds;
};

/** What came of probes. Slots and replies are only valid during the call. */
export interface EngineListener {
  sent(slot: number): void;
  answered(
    slot: number,
    outcome: "open" | "closed",
    rtt: Nanoseconds,
    clock: ClockSource,
    reply: ReplyView,
  ): void;
  /** `rtt` is undefined where our own host says that it could not send. */
  unreachable(
    slot: number,
    rtt: Nanoseconds | undefined,
    clock: ClockSource,
    icmp: IcmpFacts,
  ): void;
  timedOut(slot: number): void;
  /** This machine could not send: an errno's name. */
  failed(slot: number, errno: string): void;
  late(slot: number, rtt: Nanoseconds, clock: ClockSource, answer: Answer): void;
  repeated(
    slot: number,
    kind: "duplicate" | "retransmitted",
    rtt: Nanoseconds,
    answer: Answer,
  ): void;
  rejected(slot: number, reason: RejectionReason, reply: ReplyView): void;
}
