import { useEffect, useState } from "preact/hooks";
import type { IncidentBody, IncidentsBody } from "../../../src/api/contract.ts";
import { get, type Problem, problemOf } from "../api/client.ts";
import { hear, returns } from "../api/events.ts";
import { type Answer, useAnswer } from "../api/use-answer.ts";
import { useValue } from "../value.ts";

export type Incidents = {
  readonly incidents: readonly IncidentBody[];
  /** Asks for the page that follows; absent when there is none. */
  readonly more: (() => void) | undefined;
  /** Why the page that was asked for last did not come. */
  readonly failed: { readonly problem: Problem } | undefined;
};

/**
 * The incidents that a query of the API answers with, page by page, newest first: each once, however
 * the pages moved while they were read, and each as it was told last.
 */
export function useIncidents(query: string, pageSize: number): [Answer<IncidentsBody>, Incidents] {
  const path = `/api/v1/incidents?limit=${pageSize}${query}`;
  const answer = useAnswer<IncidentsBody>(path);
  const first = answer.state === "here" ? answer.body.incidents : none;
  const [later, setLater] = useState<Later>(nothing);
  const { refresh } = answer;
  const returned = useValue(returns);
  // After a silence the answers are newer than what was told before it. One that is new may be beyond what
  // was asked for: the API knows.
  useEffect(() => {
    setLater(nothing);
    return hear("incident", (told) => {
      setLater((before) => ({ ...before, told: new Map(before.told).set(told.id, told) }));
      if (told.closedAt === undefined && told.acknowledged === undefined) refresh();
    });
  }, [path, refresh, returned]);
  const pages = [...first, ...later.pages];
  const incidents = newestFirst(pages, later.told);
  const load = async (): Promise<void> => {
    const before = encodeURIComponent(pages.at(-1)?.id ?? "");
    const { incidents: found } = await get<IncidentsBody>(`${path}&before=${before}`);
    setLater((known) => ({
      ...known,
      pages: [...known.pages, ...found],
      isWhole: found.length < pageSize,
      failed: undefined,
    }));
  };
  const more = (): void =>
    void load().catch((error: unknown) =>
      setLater((known) => ({ ...known, failed: { problem: problemOf(error) } })),
    );
  const isWhole = first.length < pageSize || later.isWhole;
  return [answer, { incidents, more: isWhole ? undefined : more, failed: later.failed }];
}

const none: readonly IncidentBody[] = [];
type Later = {
  readonly pages: readonly IncidentBody[];
  /** By their ids. */
  readonly told: ReadonlyMap<string, IncidentBody>;
  readonly isWhole: boolean;
  readonly failed: Incidents["failed"];
};
const nothing: Later = { pages: none, told: new Map(), isWhole: false, failed: undefined };

/** Each of them once, as it was told since where it was; their ids sort by the time of opening. */
export function newestFirst(
  listed: readonly IncidentBody[],
  told: ReadonlyMap<string, IncidentBody>,
): IncidentBody[] {
  const each = new Map(listed.map((incident) => [incident.id, incident]));
  for (const [id, incident] of told) if (each.has(id)) each.set(id, incident);
  return [...each.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1));
}
