import type { Endpoint } from "../endpoint.ts";
import { formatEndpoint } from "../endpoint.ts";
import type { Exchange, Incident, IncidentRule } from "../incident.ts";

/** What an incident is about: an endpoint of a target, or the target as a whole. */
export type Subject = { readonly target: string; readonly endpoint?: Endpoint };

/** One word for a subject, the same after a restart. */
export const subjectKey = ({ target, endpoint }: Subject): string =>
  endpoint === undefined ? target : `${target} ${formatEndpoint(endpoint)}`;

const keyOf = (subject: Subject, rule: IncidentRule): string => `${rule} ${subjectKey(subject)}`;

/** The incidents that are open. Of a subject and a rule there is one at the most. */
export class IncidentBook {
  readonly #open = new Map<string, Incident>();
  readonly #byId = new Map<string, string>();
  /** The same incidents by their targets, of whom there may be many. */
  readonly #byTarget = new Map<string, Map<string, Incident>>();
  readonly #vantage: string;
  readonly #newId: () => string;

  constructor(vantage: string, newId: () => string) {
    this.#vantage = vantage;
    this.#newId = newId;
  }

  restore(incident: Incident): void {
    this.#keep(incident);
  }

  find(subject: Subject, rule: IncidentRule): Incident | undefined {
    return this.#open.get(keyOf(subject, rule));
  }

  byId(id: string): Incident | undefined {
    const key = this.#byId.get(id);
    return key === undefined ? undefined : this.#open.get(key);
  }

  /** The incident, or undefined when one like it is open already. */
  open(
    { target, endpoint }: Subject,
    rule: IncidentRule,
    facts: { at: number; summary: string; evidence: readonly Exchange[] },
  ): Incident | undefined {
    if (this.find({ target, ...(endpoint && { endpoint }) }, rule) !== undefined) return undefined;
    return this.#keep({
      id: this.#newId(),
      vantage: this.#vantage,
      target,
      ...(endpoint !== undefined && { endpoint }),
      rule,
      openedAt: facts.at,
      summary: facts.summary,
      evidence: facts.evidence,
    });
  }

  /** Another version of an incident that is open. */
  update(incident: Incident): Incident {
    return this.#keep(incident);
  }

  /** The closed incident, or undefined when none was open. */
  close(
    subject: Subject,
    rule: IncidentRule,
    at: number,
    closedBy: "recovery" | "removal",
  ): Incident | undefined {
    const key = keyOf(subject, rule);
    const incident = this.#open.get(key);
    if (incident === undefined) return undefined;
    this.#open.delete(key);
    this.#byId.delete(incident.id);
    const mine = this.#byTarget.get(incident.target);
    mine?.delete(key);
    if (mine?.size === 0) this.#byTarget.delete(incident.target);
    // A clock that was set back must not end an incident before it began.
    return { ...incident, closedAt: Math.max(at, incident.openedAt), closedBy };
  }

  list(): Incident[] {
    return [...this.#open.values()];
  }

  /** Those of one target. */
  of(target: string): Incident[] {
    return [...(this.#byTarget.get(target)?.values() ?? [])];
  }

  #keep(incident: Incident): Incident {
    const key = keyOf(incident, incident.rule);
    this.#open.set(key, incident);
    this.#byId.set(incident.id, key);
    const mine = this.#byTarget.get(incident.target);
    if (mine === undefined) this.#byTarget.set(incident.target, new Map([[key, incident]]));
    else mine.set(key, incident);
    return incident;
  }
}
