import type { Health, HealthNews } from "../health/index.ts";
import { formatEndpoint } from "../endpoint.ts";
import type { Outbox } from "../notify/index.ts";
import type { EventRecord, Store } from "../store/index.ts";

export type NewsDeskParts = {
  readonly health: Health;
  readonly store: Store;
  readonly outbox: Outbox;
  /** Is told of all that was just decided, once it is on its way to the disk. */
  readonly publish: (news: HealthNews) => void;
};

/** What is decided within this time is kept and told together. */
const gathering = 50;

/**
 * Brings what the health machine decided to where it is kept and told. Incidents, what the machine
 * remembers, and the messages about both are one transaction: after a crash either all of it
 * happened or none, so no incident is doubled and no message lost.
 */
export class NewsDesk {
  readonly #parts: NewsDeskParts;
  readonly #events: EventRecord[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: NewsDeskParts) {
    this.#parts = parts;
  }

  /** Something may have been decided: it is delivered soon. */
  expect(): void {
    this.#timer ??= setTimeout(() => void this.deliver(), gathering);
  }

  /** An event for the history. */
  note(event: EventRecord): void {
    this.#events.push(event);
    this.expect();
  }

  /** Saves all that must survive a restart, as if nothing of it had been saved. Resolves when it is on disk. */
  async keepAgain(): Promise<void> {
    const { health, store, outbox } = this.#parts;
    health.keepAgain();
    const kept = store.save({ notifications: outbox.waiting() });
    await Promise.all([kept, this.deliver()]);
  }

  /** Delivers now. Resolves when it is on disk. */
  async deliver(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { health, store, outbox, publish } = this.#parts;
    const news = health.drain();
    if (health.gathering) this.expect();
    const events = this.#events.splice(0);
    if (news === undefined) {
      if (events.length > 0) await store.save({ events });
      return;
    }
    for (const transition of news.transitions) events.push(stateEvent(transition));
    const notifications = news.announcements.flatMap((announcement) =>
      outbox.prepare(announcement),
    );
    const { incidents, memory } = news;
    const saved = store.save({ health: memory, incidents, events, notifications });
    outbox.enqueue(notifications, saved);
    publish(news);
    await saved;
  }
}

function stateEvent({
  target,
  endpoint,
  from,
  to,
  at,
}: HealthNews["transitions"][number]): EventRecord {
  const whom = endpoint === undefined ? target : `${target} at ${formatEndpoint(endpoint)}`;
  return {
    at,
    kind: "state",
    target,
    ...(endpoint !== undefined && { endpoint }),
    text: `${whom} is ${to}, was ${from}`,
    data: { from, to },
  };
}
