import type { Nanoseconds } from "../units.ts";
import type { Endpoint, Method, ProbeEvent, ProbeResult } from "./result.ts";

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

export type ProbeOptions = { readonly timeout?: Nanoseconds };

/** How well the measuring itself went. Anything but zero is worth telling beside the results. */
export type SelfCheck = {
  /** Frames that the kernel dropped because the ring was full: replies may have been among them. */
  readonly ringDrops: number;
  /** Sends that left more than 5 ms after they were due, and by how much the latest did. */
  readonly lateSends: number;
  readonly largestLateness: Nanoseconds;
  /** By how long schedules were put off, because the process or the machine had stood still. */
  readonly putOff: Nanoseconds;
  /** Steps of the wall clock. */
  readonly clockSteps: number;
  /** Replies whose SYN was not seen leaving: their delay is measured by our own clock. */
  readonly unseenSends: number;
  /** SYNs that were neither answered nor seen leaving: a queue or a missing neighbour held them back. */
  readonly heldBack: number;
  /** Segments for our ports that belong to no probe that is still known. */
  readonly strays: number;
  /** RSTs of this host seen leaving our ports; absent where the method sees none. */
  readonly resetsSent?: number;
};

/** One way of asking whether an endpoint answers: `syn` implements it, tests simulate it. */
export interface Prober extends AsyncDisposable {
  readonly method: Method;
  /** Sends one probe; resolves when it is answered or its deadline has passed. Never rejects for a network's sake. */
  probe(endpoint: Endpoint, options?: ProbeOptions): Promise<ProbeResult>;
  /** Runs a plan; ends when every probe is told, or soon after `signal` is aborted. */
  run(plan: Plan, signal?: AbortSignal): AsyncIterable<ProbeEvent>;
  selfCheck(): SelfCheck;
}
