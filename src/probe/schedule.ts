import type { Nanoseconds } from "../units.ts";
import type { ProbedEndpoint } from "./probed-endpoint.ts";

/** Lateness up to this much is made up for: the probes are sent, late, and told to be. */
export const standstill = 1e9;

/**
 * What a run is to send, in the order in which it may leave. `target`, `index`, `due`, `timeout` and
 * `inBurst` are those of the next probe, and mean nothing when there is none. Times are monotonic.
 */
export interface Schedule {
  /** From when the next probe may leave; Infinity while there is none. */
  readonly ready: number;
  /** When it should have left: its lateness is counted from here. */
  readonly due: number;
  readonly target: ProbedEndpoint;
  /** From 1 for each endpoint. */
  readonly index: number;
  readonly timeout: Nanoseconds;
  /** Whether it is one of a burst, beside the rhythm. */
  readonly inBurst: boolean;
  /** Whether no probe will ever come any more. */
  readonly finished: boolean;
  /** Endpoints, probes a second while all goes well, and probes in all. */
  readonly size: number;
  readonly rate: number;
  readonly total: number;
  /** What is told of its probes may be told this much later: whoever runs it may sleep as long. */
  readonly rest: Nanoseconds;
  /** What the standstills cost so far: by how long rhythms were put off, and probes given up. */
  readonly putOff: number;
  readonly skipped: number;
  /** The next probe was taken. */
  advance(): void;
  /** The next probe cannot leave before this moment, which must lie ahead. */
  holdBack(until: number): void;
  /**
   * After a standstill (a stopped process, a suspended machine, a cap that holds back more than
   * fits) nothing that was missed is made up for in a burst: the rhythm goes on by whole intervals.
   */
  resumeAfterStandstill(now: number): void;
  /** No further probes. */
  stop(): void;
}
