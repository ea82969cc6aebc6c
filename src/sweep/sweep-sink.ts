import type { Outcome, ProbeResult, RejectionReason } from "../probe/index.ts";
import type { Nanoseconds } from "../units.ts";

/** What became of one endpoint. The same object is shown for all: what should stay is copied. */
export interface Told {
  /** The endpoint's number in the space. */
  readonly index: number;
  /** The try, from 1, that was answered, or the last. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** Undefined when nothing answered. */
  readonly rtt: Nanoseconds | undefined;
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
