import type { Endpoint } from "../endpoint.ts";
import type { RttSummary, Tally } from "../stats/index.ts";
import type { Nanoseconds } from "../units.ts";

/** Counters and delays of whatever was counted together. */
export type Counted = {
  readonly tally: Tally;
  readonly rtt: RttSummary;
  /** Of those that were sent: still unanswered when the run was stopped. Absent when there are none. */
  readonly unanswered?: number;
};

/** What took one fixed flow: one source port, and so one path of an ECMP group. */
export type FlowSummary = Counted & { readonly flow: number; readonly port?: number };

/** All that a run learnt about one endpoint. */
export type EndpointSummary = Counted & {
  /** The target as the user named it: `example.com:443`. */
  readonly target: string;
  readonly endpoint: Endpoint;
  /** From the first SYN to the end of the run. */
  readonly elapsed: Nanoseconds;
  /** Of each fixed flow, when there are any. */
  readonly flows?: readonly FlowSummary[];
  /** Why something else than the endpoint may have answered for it. */
  readonly suspicion?: string;
  /** Why these numbers may be wrong: frames dropped, sends late, clock stepped. */
  readonly warnings: readonly string[];
};

/** A target that stands for several endpoints, all of them together. */
export type TargetSummary = Counted & {
  readonly target: string;
  readonly endpoints: number;
  /** How many of them were up at least once. */
  readonly endpointsUp: number;
  readonly elapsed: Nanoseconds;
  /** As in every summary of the run. */
  readonly warnings: readonly string[];
};
