import type { Announcement, Incident } from "../incident.ts";

type Waiting = {
  readonly incident: Incident;
  readonly since: number;
  /** Within this time everything that fell with it is found. */
  readonly patience: number;
};

/** What is rarely probed does not keep the others waiting for longer. */
const mostPatience = 60_000;

export type Grouping = {
  /** Milliseconds. */
  readonly within: number;
  readonly from: number;
  /** What is not to be told now, though it has waited. */
  readonly isMuted: (incident: Incident) => boolean;
};

/**
 * Gathers what is to be told until it has waited long enough for what belongs to it: many incidents at
 * once are one message, few are one for each target. Time is monotonic milliseconds.
 */
export class Announcements {
  readonly #waiting = {
    opened: new Map<string, Waiting>(),
    closed: new Map<string, Waiting>(),
  };
  /** When the last ones were told: few and few again are many. */
  readonly #told = { opened: [] as number[], closed: [] as number[] };

  /**
   * To be told. False for one that closes before its opening was told: then neither is. Until its
   * closing is told, an incident is not to be kept as closed, or a crash between would lose the message.
   * `interval` is from one probe of its target to the next: what fails at one moment is found over that time.
   */
  add(kind: "opened" | "closed", incident: Incident, now: number, interval: number): boolean {
    const { opened, closed } = this.#waiting;
    if (kind === "closed" && opened.delete(incident.id)) return false;
    const queue = kind === "opened" ? opened : closed;
    const since = queue.get(incident.id)?.since ?? now;
    queue.set(incident.id, { incident, since, patience: Math.min(interval, mostPatience) });
    return true;
  }

  /** Whether anything waits for what belongs to it. */
  get gathering(): boolean {
    return this.#waiting.opened.size > 0 || this.#waiting.closed.size > 0;
  }

  /** Nothing is told of it any more. */
  drop(id: string): void {
    this.#waiting.opened.delete(id);
    this.#waiting.closed.delete(id);
  }

  /** Another version of an incident whose opening waits. */
  update(incident: Incident): void {
    const waiting = this.#waiting.opened.get(incident.id);
    if (waiting !== undefined) this.#waiting.opened.set(incident.id, { ...waiting, incident });
  }

  /**
   * What has waited for what belongs to it. Few wait for `within` from the first of them; many until none
   * has come for so long, but not longer than until every one of their targets has been probed.
   */
  take(now: number, { within, from, isMuted }: Grouping): Announcement[] {
    return (["opened", "closed"] as const).flatMap((kind) => {
      const queue = this.#waiting[kind];
      const waiting = [...queue.values()];
      if (now < readyAt(waiting, this.#told[kind], within, from)) return [];
      queue.clear();
      const incidents = waiting
        .map(({ incident }) => incident)
        .filter((incident) => kind === "closed" || !isMuted(incident));
      const told = [...this.#told[kind], ...incidents.map(() => now)];
      this.#told[kind] = told.slice(-from);
      return grouped(kind, incidents, from);
    });
  }
}

function readyAt(
  waiting: readonly Waiting[],
  told: readonly number[],
  within: number,
  groupFrom: number,
): number {
  const [first] = waiting;
  const last = waiting.at(-1);
  if (first === undefined || last === undefined) return Number.POSITIVE_INFINITY;
  const patience = waiting.reduce((longest, one) => Math.max(longest, one.patience), 0);
  const lately = told.filter((at) => first.since - at < patience).length;
  return waiting.length + lately < groupFrom
    ? first.since + within
    : within + Math.min(last.since, first.since + patience);
}

/** One announcement for all when they are many, else one for each target. */
export function grouped(
  kind: Announcement["kind"],
  incidents: readonly Incident[],
  groupFrom: number,
): Announcement[] {
  if (incidents.length >= groupFrom) return [{ kind, incidents }];
  const byTarget = new Map<string, Incident[]>();
  for (const incident of incidents) {
    const together = byTarget.get(incident.target);
    if (together === undefined) byTarget.set(incident.target, [incident]);
    else together.push(incident);
  }
  return Array.from(byTarget.values(), (together) => ({ kind, incidents: together }));
}
