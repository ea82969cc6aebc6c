import type {
  ClockSource,
  Endpoint,
  IcmpFacts,
  Outcome,
  ProbeErrorFacts,
  ProbeResult,
  RejectionReason,
  Source,
} from "../probe/index.ts";
import type { Instant, Nanoseconds } from "../units.ts";

/**
 * What became of one endpoint. The same object is shown for all: what should stay is copied. Its
 * parts are made when they are asked for, and cost nothing before.
 */
export interface Told {
  /** The endpoint's number in the space. */
  readonly index: number;
  /** The try, from 1, that was answered, or the last. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** Undefined when nothing answered. */
  readonly rtt: Nanoseconds | undefined;
  readonly clock: ClockSource;
  readonly endpoint: Endpoint;
  readonly sentAt: Instant;
  /** Undefined when no SYN could be made. */
  readonly source: Source | undefined;
  /** Of the segment that answered. */
  readonly ttl: number | undefined;
  /** There when it is unreachable. */
  readonly icmp: IcmpFacts | undefined;
  /** There when it could not be asked. */
  readonly error: ProbeErrorFacts | undefined;
  /** All of it, as an object of its own. */
  result(): ProbeResult;
}

/** Whoever takes in a sweep's results. */
export interface SweepSink {
  /** Once for each endpoint. */
  told(endpoint: Told): void;
  /** Besides: more answers of endpoints that were told already, and segments that were not believed. */
  late(): void;
  repeated(kind: "duplicate" | "retransmitted"): void;
  rejected(reason: RejectionReason): void;
  /** Undefined while results are taken as they come; otherwise resolves when sending may go on. */
  congestion(): Promise<void> | undefined;
}
