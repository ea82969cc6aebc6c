import type { Nanoseconds } from "../units.ts";
import type { Agenda } from "./agenda.ts";
import type { LatenessSeen } from "./lateness.ts";
import type { Plan } from "./plan.ts";
import type { Endpoint, Method, ProbeEvent, ProbeResult } from "./result.ts";

export type ProbeOptions = { readonly timeout?: Nanoseconds };

/** How well the measuring itself went. Anything but zero is worth telling beside the results. */
export type SelfCheck = {
  /** Frames that the kernel dropped because the ring was full: replies may have been among them. */
  readonly ringDrops: number;
  /** Sends that left more than 5 ms after they were due, and by how much the latest did. */
  readonly lateSends: number;
  readonly largestLateness: Nanoseconds;
  /** How late all of them left. */
  readonly lateness: LatenessSeen;
  /**
   * By how long rhythms were put off, because the process or the machine had stood still, or caps
   * left no place: added up over plans and entries of agendas.
   */
  readonly putOff: Nanoseconds;
  /** Probes of agendas that were given up thereby. A plan gives none up: it sends them later. */
  readonly skipped: number;
  /** How often sending had to pause because the table of outstanding probes was full. */
  readonly crowded: number;
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

/** One way of asking whether an endpoint answers: `syn` and `connect` implement it, tests simulate it. */
export interface Prober extends AsyncDisposable {
  readonly method: Method;
  /** Sends one probe; resolves when it is answered or its deadline has passed. Never rejects for a network's sake. */
  probe(endpoint: Endpoint, options?: ProbeOptions): Promise<ProbeResult>;
  /** Runs a plan; ends when every probe is told, or soon after `signal` is aborted. */
  run(plan: Plan, signal?: AbortSignal): AsyncIterable<ProbeEvent>;
  /**
   * Probes what the agenda names, whatever comes and goes there, until `signal` is aborted. Throws
   * USAGE while another run has the agenda.
   */
  watch(agenda: Agenda, signal?: AbortSignal): AsyncIterable<ProbeEvent>;
  selfCheck(): SelfCheck;
}
