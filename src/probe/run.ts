import type { Origin } from "../net/index.ts";
import type { Nanoseconds } from "../units.ts";
import { parseAddress } from "../wire/index.ts";
import { EventQueue } from "./event-queue.ts";
import type { Grid } from "./grid.ts";
import type { Plan } from "./prober.ts";
import { ReplyLooks } from "./reply-looks.ts";
import type { Endpoint, ProbeEvent } from "./result.ts";

/** An endpoint of a run, with what the engine wants to know of it. */
export type RunEndpoint = {
  readonly endpoint: Endpoint;
  readonly words: Uint32Array;
  /** Interface index of a link-local address, found with the first route. */
  scope: number;
  /** The last origin that the route gave, and when it was asked. */
  origin: Origin | undefined;
  originAsked: number;
  /** What its replies looked like so far. */
  readonly looks: ReplyLooks;
};

/** An endpoint of which nothing is known yet. */
export const runEndpointOf = (endpoint: Endpoint): RunEndpoint => ({
  endpoint,
  words: parseAddress(endpoint.address)?.words ?? new Uint32Array(4),
  scope: 0,
  origin: undefined,
  originAsked: Number.NEGATIVE_INFINITY,
  looks: new ReplyLooks(),
});

/** One plan under way: what is still to be sent, what is still to be told. */
export class Run {
  readonly id: number;
  readonly plan: Plan;
  readonly grid: Grid;
  /** How long its told probes are remembered, for what may still come of them. */
  readonly memory: Nanoseconds;
  readonly endpoints: readonly RunEndpoint[];
  readonly events: EventQueue<ProbeEvent>;
  /** Aborted when the run has ended: whoever listens for its sake may stop. */
  readonly over = new AbortController();
  /** Probes that were sent and have no outcome yet. */
  untold = 0;
  /** When to stop listening for late and duplicate replies; set once everything is told. */
  listenUntil: number | undefined;

  constructor(id: number, plan: Plan, grid: Grid, memory: Nanoseconds, onReturn: () => void) {
    this.id = id;
    this.plan = plan;
    this.grid = grid;
    this.memory = memory;
    this.events = new EventQueue<ProbeEvent>(onReturn);
    this.endpoints = plan.endpoints.map(runEndpointOf);
  }

  /** Whether all is sent and told and the time to listen on has passed. */
  isOver(now: number): boolean {
    if (!this.grid.finished || this.untold > 0) return false;
    this.listenUntil ??= now + (this.plan.linger ?? 0);
    return now >= this.listenUntil;
  }
}
