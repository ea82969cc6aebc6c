import type { Attempt } from "../net/index.ts";
import { EventQueue } from "./event-queue.ts";
import type { Grid } from "./grid.ts";
import type { Plan } from "./prober.ts";
import type { Endpoint, ProbeEvent, ProbeFacts } from "./result.ts";

/** A handshake under way, and the probe that it is. */
export type Handshake = {
  readonly run: ConnectRun;
  readonly attempt: Attempt;
  readonly facts: ProbeFacts;
  /** Monotonic. */
  readonly deadline: number;
};

/** One plan under way on the `connect` method. */
export class ConnectRun {
  readonly plan: Plan;
  readonly grid: Grid;
  readonly events: EventQueue<ProbeEvent>;
  /** Aborted when the run has ended: whoever listens for its sake may stop. */
  readonly over = new AbortController();
  /** Begun and not told, in the order of their deadlines: one timeout serves the whole plan. */
  readonly waiting = new Set<Handshake>();

  constructor(plan: Plan, grid: Grid, onReturn: () => void) {
    this.plan = plan;
    this.grid = grid;
    this.events = new EventQueue<ProbeEvent>(onReturn);
  }

  /** The endpoint whose turn it is. */
  get endpoint(): Endpoint {
    return this.plan.endpoints[this.grid.endpoint]!;
  }

  get isOver(): boolean {
    return this.grid.finished && this.waiting.size === 0;
  }
}
