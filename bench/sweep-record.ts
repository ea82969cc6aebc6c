import type { Expense } from "./metered.ts";
import type { Sweeper } from "./sweepers/sweeper.ts";

/** One sweep of a tool. */
export type Sweep = Expense & {
  readonly asked: number;
  readonly answers: number;
  readonly seconds: number;
};

/** All sweeps of one tool with the same settings. */
export class SweepRecord {
  readonly sweeper: Sweeper;
  readonly sweeps: Sweep[] = [];

  constructor(sweeper: Sweeper) {
    this.sweeper = sweeper;
  }

  /** Of the live addresses, over all sweeps. */
  get missed(): number {
    return 1 - this.#sum(({ answers }) => answers) / this.#sum(({ asked }) => asked);
  }

  /** The same of the median sweep: one bad moment of the machine does not count. */
  get usuallyMissed(): number {
    return median(this.sweeps.map(({ answers, asked }) => 1 - answers / asked));
  }

  /** Answers a second, the median of the sweeps. */
  get rate(): number {
    return median(this.sweeps.map(({ answers, seconds }) => answers / seconds));
  }

  /** Seconds of processor for 100,000 answers. */
  get cost(): number {
    return (this.#sum(processor) / this.#sum(({ answers }) => answers)) * 100_000;
  }

  /** The share of user time in all processor time. */
  get userShare(): number {
    return this.#sum(({ user }) => user) / this.#sum(processor);
  }

  /** Octets, of the worst sweep. */
  get memory(): number {
    return Math.max(...this.sweeps.map(({ memory }) => memory));
  }

  #sum(of: (sweep: Sweep) => number): number {
    return this.sweeps.reduce((total, sweep) => total + of(sweep), 0);
  }
}

const processor = ({ user, system }: Sweep): number => user + system;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
