import type { Nanoseconds } from "../units.ts";
import type { Endpoint } from "./result.ts";

/** What to probe and when. All of it is data: the same plan runs on every prober. */
export type Plan = {
  readonly endpoints: readonly Endpoint[];
  /** Probes of each endpoint; absent: until the run is stopped. */
  readonly count?: number;
  /** From one probe of an endpoint to its next: send n is due at start + n × interval. */
  readonly interval: Nanoseconds;
  /** A reply that comes later than this is `late`, and its probe is lost. */
  readonly timeout: Nanoseconds;
  /** How long to listen on, after the last probe is told, for late and duplicate replies. */
  readonly linger?: Nanoseconds;
  /** Keep to this many fixed flows (source ports), taken in turn; absent: rotate through all. */
  readonly flows?: number;
  /** Also tell each SYN when it is sent, before anything has come of it. */
  readonly tellSends?: boolean;
};

/** The flow, from 1, that probe `index`, from 1, takes when there are `flows`. */
export const flowOf = (index: number, flows: number): number => ((index - 1) % flows) + 1;
