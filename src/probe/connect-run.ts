import type { Attempt } from "../net/index.ts";
import type { Nanoseconds } from "../units.ts";
import { EventQueue } from "./event-queue.ts";
import type { ProbeEvent, ProbeFacts } from "./result.ts";
import type { RunWishes } from "./run.ts";
import type { Schedule } from "./schedule.ts";
import { type Timed, TimeHeap } from "./time-heap.ts";

/** A handshake under way, and the probe that it is; its time is its deadline. */
export type Handshake = Timed & {
  readonly run: ConnectRun;
  readonly attempt: Attempt;
  readonly facts: ProbeFacts;
  readonly timeout: Nanoseconds;
};

/** One schedule under way on the `connect` method. */
export class ConnectRun {
  readonly schedule: Schedule;
  readonly wishes: RunWishes;
  readonly events: EventQueue<ProbeEvent>;
  /** Aborted when the run has ended: whoever listens for its sake may stop. */
  readonly over = new AbortController();
  /** Begun and not told, by deadline. */
  readonly waiting = new TimeHeap<Handshake>();

  constructor(schedule: Schedule, wishes: RunWishes, onReturn: () => void) {
    this.schedule = schedule;
    this.wishes = wishes;
    this.events = new EventQueue<ProbeEvent>(onReturn);
  }

  get isOver(): boolean {
    return this.schedule.finished && this.waiting.size === 0;
  }
}
