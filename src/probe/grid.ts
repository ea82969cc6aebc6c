import type { Nanoseconds } from "../units.ts";
import type { Pace } from "./pace.ts";
import { standstill } from "./schedule.ts";

/**
 * When every probe of a plan is due. Probe `n` of endpoint `e` is due at
 * `start + n × interval + e × stagger`, an absolute time: lateness never adds up.
 */
export class Grid {
  readonly #pace: Pace;
  readonly #endpoints: number;
  readonly #total: number;
  #start: number;
  #taken = 0;

  constructor(pace: Pace, endpoints: number, count: number | undefined, start: Nanoseconds) {
    this.#pace = pace;
    this.#endpoints = endpoints;
    this.#total = endpoints === 0 ? 0 : (count ?? Number.POSITIVE_INFINITY) * endpoints;
    this.#start = start;
  }

  /** Which endpoint is next, from 0. */
  get endpoint(): number {
    return this.#taken % this.#endpoints;
  }

  /** Which of its probes is next, from 1. */
  get index(): number {
    return Math.floor(this.#taken / this.#endpoints) + 1;
  }

  /** When the next probe is due, monotonic; Infinity after the last. */
  get due(): number {
    if (this.#taken >= this.#total) return Number.POSITIVE_INFINITY;
    const { interval, stagger } = this.#pace;
    return this.#start + (this.index - 1) * interval + this.endpoint * stagger;
  }

  /**
   * After a standstill (a stopped process, a suspended machine) nothing that was missed is made up
   * for in a burst: the schedule is put off by whole intervals. Returns by how much, in nanoseconds.
   */
  resumeAfterStandstill(now: number): number {
    const behind = now - this.due;
    const { interval } = this.#pace;
    if (behind <= Math.max(interval, standstill)) return 0;
    const putOff = Math.floor(behind / interval) * interval;
    this.#start += putOff;
    return putOff;
  }

  get finished(): boolean {
    return this.#taken >= this.#total;
  }

  /** Moves on to the one after. */
  advance(): void {
    this.#taken++;
  }

  /** No further probes. */
  stop(): void {
    this.#taken = Number.POSITIVE_INFINITY;
  }
}
