import { useMemo } from "preact/hooks";
import type {
  BinBody,
  IncidentBody,
  IncidentsBody,
  SeriesBody,
  StatesBody,
} from "../../../src/api/contract.ts";
import { type Answer, useAnswer } from "../api/use-answer.ts";
import { lanesOf } from "../chart/lanes.ts";
import type { IncidentMark } from "../chart/scene.ts";
import type { Span } from "../chart/span.ts";
import { useKept } from "./use-kept.ts";

const minute = 60_000;
/** Those that overlap beyond that share the last lane. */
const lastLane = 2;
const none: never[] = [];

const targetApi = (id: string): string => `/api/v1/targets/${encodeURIComponent(id)}`;

/** The bins of a span, of one endpoint or of all; those of the span before until these are here. */
export function useBins(
  id: string,
  { from, to }: Span,
  bins: number,
  endpoint: string | undefined,
): {
  readonly bins: readonly BinBody[];
  readonly arrived?: number;
  readonly answer: Answer<SeriesBody>;
} {
  const query = new URLSearchParams({
    from: String(Math.floor(from)),
    to: String(Math.ceil(to)),
    bins: String(bins),
    ...(endpoint !== undefined && { endpoint }),
  });
  const answer = useAnswer<SeriesBody>(`${targetApi(id)}/series?${query}`);
  const body = useKept(answer);
  return useMemo(
    () => ({
      bins: body?.bins ?? none,
      ...(body !== undefined && { arrived: performance.now() }),
      answer,
    }),
    [body, answer.state],
  );
}

/** What else is to be seen in a span: incidents and maintenance. */
export function useOccurrences(
  id: string,
  span: Span,
  now: number,
): {
  readonly incidents: readonly IncidentBody[];
  readonly marks: readonly IncidentMark[];
  readonly maintenance: readonly Span[];
} {
  // Whole minutes: it need not be asked for anew with every column that is added.
  const from = Math.floor(span.from / minute) * minute;
  const to = Math.ceil(span.to / minute) * minute;
  const incidents = useKept(
    useAnswer<IncidentsBody>(
      `/api/v1/incidents?${new URLSearchParams({ target: id, from: String(from), to: String(to) })}`,
    ),
  )?.incidents;
  const states = useKept(
    useAnswer<StatesBody>(`${targetApi(id)}/states?from=${from}&to=${to}`),
  )?.states;
  return useMemo(() => {
    const marks = lanesOf(
      (incidents ?? []).map(({ id: incident, openedAt, closedAt }) => ({
        id: incident,
        from: openedAt,
        to: closedAt ?? now,
      })),
    ).map((mark) => ({ ...mark, lane: Math.min(mark.lane, lastLane) }));
    const maintenance = (states ?? [])
      .filter(({ state }) => state === "maintenance")
      .map((stretch) => ({ from: stretch.from, to: Math.min(stretch.to, now) }));
    return { incidents: incidents ?? none, marks, maintenance };
  }, [incidents, states, now]);
}
