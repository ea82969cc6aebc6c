import type { AlertConfig } from "../config/index.ts";
import type { Announcement, Incident, IncidentRule } from "../incident.ts";
import { Announcements, grouped } from "./announcements.ts";
import { IncidentBook, type Subject } from "./incident-book.ts";
import type { TargetHealth } from "./target-health.ts";

export type Now = { readonly wall: number; readonly monotonic: number };

export type IncidentsOptions = {
  readonly vantage: string;
  readonly newId: () => string;
  readonly now: () => Now;
  readonly targetOf: (id: string) => TargetHealth | undefined;
};

type Found = Pick<Incident, "summary" | "evidence">;

/** What is open, what somebody has to be told of it, and what of it has to be kept. */
export class Incidents {
  readonly #now: () => Now;
  readonly #targetOf: IncidentsOptions["targetOf"];
  readonly #book: IncidentBook;
  readonly #announcements = new Announcements();
  /** Ids of what is to be told again: what becomes of it before that counts. */
  readonly #reminders = new Set<string>();
  /** When each that is open was last told, monotonic: a reminder does not go by a clock that can be set. */
  readonly #toldAt = new Map<string, number>();
  /** By their ids: the latest version counts. */
  readonly #changed = new Map<string, Incident>();

  constructor({ vantage, newId, now, targetOf }: IncidentsOptions) {
    this.#now = now;
    this.#targetOf = targetOf;
    this.#book = new IncidentBook(vantage, newId);
  }

  get hasNews(): boolean {
    return this.#changed.size > 0;
  }

  /** Whether there is something to announce that waits for what belongs to it. */
  get gathering(): boolean {
    return this.#announcements.gathering;
  }

  /** Open since before a restart. */
  restore(incident: Incident): void {
    this.#book.restore(incident);
    const { wall, monotonic } = this.#now();
    const { id, lastTold } = incident;
    if (lastTold !== undefined) this.#toldAt.set(id, monotonic - Math.max(0, wall - lastTold));
  }

  /** What was kept is lost: all that is open counts as changed. */
  keepAgain(): void {
    for (const incident of this.#book.list()) this.#changed.set(incident.id, incident);
  }

  list(): Incident[] {
    return this.#book.list();
  }

  of(target: string): Incident[] {
    return this.#book.of(target);
  }

  isOpen(subject: Subject, rule: IncidentRule): boolean {
    return this.#book.find(subject, rule) !== undefined;
  }

  open(subject: Subject, rule: IncidentRule, found: Found): void {
    const incident = this.#book.open(subject, rule, { at: this.#now().wall, ...found });
    if (incident === undefined) return;
    this.#changed.set(incident.id, incident);
    if (!this.#isMuted(incident)) this.#announce("opened", incident);
  }

  close(subject: Subject, rule: IncidentRule, by: "recovery" | "removal", at?: number): void {
    const incident = this.#book.close(subject, rule, at ?? this.#now().wall, by);
    if (incident === undefined) return;
    this.#toldAt.delete(incident.id);
    const wasTold = incident.lastTold !== undefined;
    const waits = this.#announce("closed", incident);
    // Kept as closed together with the message about it, where there is one.
    if (!waits || !wasTold) {
      this.#announcements.drop(incident.id);
      this.#changed.set(incident.id, incident);
    } else this.#changed.delete(incident.id);
  }

  acknowledge(id: string, by: string, note?: string): Incident | undefined {
    const incident = this.#book.byId(id);
    if (incident === undefined) return undefined;
    const acknowledged = { at: this.#now().wall, by, ...(note !== undefined && { note }) };
    const updated = this.#book.update({ ...incident, acknowledged });
    this.#announcements.update(updated);
    this.#changed.set(id, updated);
    return updated;
  }

  /** What was found of a target while it was not to be told, and is still so, is told now. */
  tellWhatIsOpen(target: string): void {
    for (const incident of this.#book.of(target)) {
      if (incident.lastTold === undefined && !this.#isMuted(incident))
        this.#announce("opened", incident);
    }
  }

  /** What was told so long ago is told again. */
  remind({ reminder }: AlertConfig): void {
    if (reminder === undefined) return;
    const { monotonic } = this.#now();
    for (const incident of this.#book.list()) {
      const toldAt = this.#toldAt.get(incident.id);
      if (toldAt === undefined || monotonic - toldAt < reminder) continue;
      if (this.#isToBeReminded(incident)) this.#reminders.add(incident.id);
    }
  }

  /** What is to be told by now; from here on it counts as told. */
  takeAnnouncements({ groupWithin: within, groupFrom: from }: AlertConfig): Announcement[] {
    const now = this.#now();
    const isMuted = (incident: Incident): boolean => this.#isMuted(incident);
    return [
      ...this.#announcements.take(now.monotonic, { within, from, isMuted }),
      ...grouped("reminder", this.#takeReminders(), from),
    ].map((announcement) => this.#told(announcement, now));
  }

  /** Opened, changed, closed since the last time: to be kept. */
  takeChanged(): Incident[] {
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    return changed;
  }

  #takeReminders(): Incident[] {
    const open = [...this.#reminders].flatMap((id) => this.#book.byId(id) ?? []);
    this.#reminders.clear();
    return open.filter((incident) => this.#isToBeReminded(incident));
  }

  #announce(kind: "opened" | "closed", incident: Incident): boolean {
    const interval = this.#targetOf(incident.target)?.config.interval ?? 0;
    return this.#announcements.add(kind, incident, this.#now().monotonic, interval);
  }

  #told({ kind, incidents }: Announcement, { wall, monotonic }: Now): Announcement {
    const told = incidents.map((incident) => ({ ...incident, lastTold: wall }));
    for (const incident of told) {
      if (kind !== "closed") {
        this.#book.update(incident);
        this.#toldAt.set(incident.id, monotonic);
      }
      this.#changed.set(incident.id, incident);
    }
    return { kind, incidents: told };
  }

  #isToBeReminded(incident: Incident): boolean {
    return incident.acknowledged === undefined && !this.#isMuted(incident);
  }

  #isMuted({ target: id, rule }: Incident): boolean {
    const target = this.#targetOf(id);
    if (target === undefined) return false;
    return target.inMaintenance || (target.flapping && rule !== "flapping");
  }
}
