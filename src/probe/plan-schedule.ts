import { nanoseconds, type Nanoseconds } from "../units.ts";
import { Grid } from "./grid.ts";
import { many, napFor } from "./nap.ts";
import type { Pace } from "./pace.ts";
import { type ProbedEndpoint, probedEndpointOf } from "./probed-endpoint.ts";
import type { Plan } from "./plan.ts";
import type { Schedule } from "./schedule.ts";

/** A plan as a schedule: rounds over its endpoints, which stay in step when one is held back. */
export class PlanSchedule implements Schedule {
  readonly timeout: Nanoseconds;
  readonly inBurst = false;
  readonly rest: Nanoseconds;
  readonly size: number;
  readonly rate: number;
  readonly total: number;
  /** No probe of a plan is given up: it is sent later. */
  readonly skipped = 0;
  putOff = 0;
  readonly #targets: readonly ProbedEndpoint[];
  readonly #grid: Grid;
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(plan: Plan, pace: Pace, start: Nanoseconds) {
    this.timeout = plan.timeout;
    this.#targets = plan.endpoints.map(probedEndpointOf);
    this.#grid = new Grid(pace, plan.endpoints.length, plan.count, start);
    this.size = plan.endpoints.length;
    this.rate = (this.size / pace.interval) * 1e9;
    this.rest = this.rate > many ? napFor(this.rate) : nanoseconds(0);
    this.total = this.size === 0 ? 0 : this.size * (plan.count ?? Number.POSITIVE_INFINITY);
  }

  get ready(): number {
    return Math.max(this.#grid.due, this.#heldUntil);
  }

  get due(): number {
    return this.#grid.due;
  }

  get target(): ProbedEndpoint {
    return this.#targets[this.#grid.endpoint]!;
  }

  get index(): number {
    return this.#grid.index;
  }

  get finished(): boolean {
    return this.#grid.finished;
  }

  advance(): void {
    this.#grid.advance();
  }

  holdBack(until: number): void {
    this.#heldUntil = until;
  }

  resumeAfterStandstill(now: number): void {
    this.putOff += this.#grid.resumeAfterStandstill(now);
  }

  stop(): void {
    this.#grid.stop();
  }
}
