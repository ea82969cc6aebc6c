import type { Incident } from "../incident.ts";

/** One message to be: incidents that opened, closed, or are still open, together. */
export type Announcement = {
  readonly kind: "opened" | "reminder" | "closed";
  readonly incidents: readonly Incident[];
};

type Waiting = { readonly incident: Incident; readonly since: number };

/**
 * Gathers what is to be told until it has waited long enough for what belongs to it: many incidents at
 * once are one message, few are one for each target. Time is monotonic milliseconds.
 */
export class Announcements {
  readonly #waiting = {
    opened: new Map<string, Waiting>(),
    closed: new Map<string, Waiting>(),
  };

  /**
   * To be told. False for one that closes before its opening was told: then neither is. Until its
   * closing is told, an incident is not to be kept as closed, or a crash between would lose the message.
   */
  add(kind: "opened" | "closed", incident: Incident, now: number): boolean {
    const { opened, closed } = this.#waiting;
    if (kind === "closed" && opened.delete(incident.id)) return false;
    const queue = kind === "opened" ? opened : closed;
    queue.set(incident.id, { incident, since: queue.get(incident.id)?.since ?? now });
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

  /** What has waited for `within` by now, and whatever came meanwhile. */
  take(now: number, within: number, groupFrom: number): Announcement[] {
    return (["opened", "closed"] as const).flatMap((kind) => {
      const queue = this.#waiting[kind];
      const [oldest] = queue.values();
      if (oldest === undefined || now - oldest.since < within) return [];
      const incidents = Array.from(queue.values(), ({ incident }) => incident);
      queue.clear();
      return grouped(kind, incidents, groupFrom);
    });
  }
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
