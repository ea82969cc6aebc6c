import type { Changes, EventRecord } from "./store.ts";

/** Events that are kept in memory while the disk takes none; the oldest are given up first. */
const mostEvents = 10_000;

type Health = NonNullable<Changes["health"]>[number];
type IncidentChange = NonNullable<Changes["incidents"]>[number];
type Message = NonNullable<Changes["notifications"]>[number];

/**
 * Changes that wait for the disk, as one. Of what replaces itself the last word counts, so however long
 * they wait, they are no more than there are subjects, incidents and messages.
 */
export class WaitingChanges {
  readonly #health = new Map<string, Health>();
  readonly #incidents = new Map<string, IncidentChange>();
  readonly #notifications = new Map<string, Message>();
  #events: EventRecord[] = [];
  #lost = 0;
  #lostUntil = 0;

  add({ health = [], incidents = [], events = [], notifications = [] }: Changes): void {
    for (const one of health) this.#health.set(one.subject, one);
    for (const one of incidents) this.#incidents.set(one.id, one);
    for (const one of notifications) this.#notifications.set(one.id, one);
    for (const event of events) this.#events.push(event);
    const excess = this.#events.length - mostEvents;
    if (excess > 0) this.#giveUp(excess + mostEvents / 10);
  }

  /** All of them, to be kept together; none waits any more. */
  take(): Changes {
    const changes: Changes = {
      health: [...this.#health.values()],
      incidents: [...this.#incidents.values()],
      events: [...this.#gap(), ...this.#events],
      notifications: [...this.#notifications.values()],
    };
    for (const waiting of [this.#health, this.#incidents, this.#notifications]) waiting.clear();
    this.#events = [];
    this.#lost = 0;
    return changes;
  }

  #giveUp(count: number): void {
    const gone = this.#events.splice(0, count);
    this.#lost += gone.length;
    this.#lostUntil = gone.at(-1)?.at ?? this.#lostUntil;
  }

  /** Where events are missing, that is what is told. */
  #gap(): EventRecord[] {
    if (this.#lost === 0) return [];
    const text = `${this.#lost} events up to here could not be kept: the disk took nothing`;
    return [{ at: this.#lostUntil, kind: "store", text, data: { lost: this.#lost } }];
  }
}
