import { EventQueue } from "./event-queue.ts";
import type { Plan } from "./plan.ts";
import type { ProbeEvent } from "./result.ts";
import type { Schedule } from "./schedule.ts";

/** What a run may be asked for beside its schedule. */
export type RunWishes = Pick<Plan, "linger" | "flows" | "tellSends">;

/** One schedule under way: what is still to be sent, what is still to be told. */
export class Run {
  readonly id: number;
  readonly schedule: Schedule;
  readonly wishes: RunWishes;
  readonly events: EventQueue<ProbeEvent>;
  /** Aborted when the run has ended: whoever listens for its sake may stop. */
  readonly over = new AbortController();
  /** Probes that were sent and have no outcome yet. */
  untold = 0;
  /** When to stop listening for late and duplicate replies; set once everything is told. */
  listenUntil: number | undefined;

  constructor(id: number, schedule: Schedule, wishes: RunWishes, onReturn: () => void) {
    this.id = id;
    this.schedule = schedule;
    this.wishes = wishes;
    this.events = new EventQueue<ProbeEvent>(onReturn);
  }

  /** Whether all is sent and told and the time to listen on has passed. */
  isOver(now: number): boolean {
    if (!this.schedule.finished || this.untold > 0) return false;
    this.listenUntil ??= now + (this.wishes.linger ?? 0);
    return now >= this.listenUntil;
  }
}
