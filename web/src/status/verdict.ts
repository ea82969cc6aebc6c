import type { State, StatusPageBody } from "../../../src/api/contract.ts";

/** How all services together do: the worst that can be said, and of how many. */
export type Verdict = { readonly state: "down" | "unknown" | "up"; readonly count: number };

/** What is not known is not said to work. Maintenance is planned, and no problem. */
export function verdictOf(states: readonly State[]): Verdict {
  const countOf = (...wanted: readonly State[]): number =>
    states.filter((state) => wanted.includes(state)).length;
  const [ill, unknown] = [countOf("down", "degraded"), countOf("unknown")];
  if (ill > 0) return { state: "down", count: ill };
  return unknown > 0 ? { state: "unknown", count: unknown } : { state: "up", count: states.length };
}

/** Each problem of a target once, since when it has been there at any of its addresses. */
export function problemsOf(incidents: StatusPageBody["incidents"]): StatusPageBody["incidents"] {
  const each = new Map<string, StatusPageBody["incidents"][number]>();
  for (const incident of incidents) {
    const key = `${incident.target} ${incident.rule}`;
    const known = each.get(key);
    if (known === undefined || incident.openedAt < known.openedAt) each.set(key, incident);
  }
  return [...each.values()];
}
