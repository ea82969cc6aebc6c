import { useCallback, useEffect, useState } from "preact/hooks";
import type {
  BinBody,
  IncidentBody,
  IncidentsBody,
  SeriesBody,
  StatesBody,
} from "../../../src/api/contract.ts";
import { get, type Problem, problemOf } from "../api/client.ts";
import { returns } from "../api/events.ts";
import { token } from "../api/session.ts";
import { binsFor } from "../chart/columns.ts";
import type { Span } from "../chart/span.ts";
import { targetPath } from "../route.ts";
import { useValue } from "../value.ts";
import { spanOf, type View } from "./view.ts";

/** What a chart is of: all endpoints together, or one of them by its address. */
export type Subject = string | undefined;

export type ChartData = {
  readonly span: Span;
  /** For each subject. */
  readonly bins: readonly (readonly BinBody[])[];
  readonly maintenance: readonly Span[];
  readonly incidents: readonly IncidentBody[];
};

type Asked = {
  readonly id: string;
  readonly subjects: readonly Subject[];
  readonly view: View;
  /** Columns of pixels. */
  readonly columns: number;
  /** Milliseconds from one probe to the next. */
  readonly interval: number;
};

const [quickest, slowest] = [2000, 60_000];

/** What charts show, as it comes. */
export type Charted = {
  /** The latest that there is, also while something else is asked for. */
  readonly data: ChartData | undefined;
  /** Why what was asked for last is not here. */
  readonly failed: { readonly problem: Problem } | undefined;
  readonly again: () => void;
};

/**
 * The data of charts that show the same stretch. A stretch that ends now is asked for anew as it moves
 * on, and so is what did not come.
 */
export function useChartData(asked: Asked): Charted {
  const { view, columns, interval } = asked;
  const [data, set] = useState<ChartData>();
  const [failed, fail] = useState<Charted["failed"]>();
  const [round, next] = useState(0);
  const again = useCallback(() => next((count) => count + 1), []);
  const returned = useValue(returns);
  const bearer = useValue(token);
  const key = JSON.stringify([asked.id, asked.subjects, view, columns, interval]);
  useEffect(() => {
    if (columns === 0) return;
    const abort = new AbortController();
    const { span, bins } = gridOf(view, columns, interval);
    const wait = Math.max(quickest, Math.min(slowest, (span.to - span.from) / bins));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      let goesOn = "last" in view;
      try {
        set(await load(asked, span, bins, abort.signal));
        fail(undefined);
      } catch (error) {
        const problem = problemOf(error);
        if (!abort.signal.aborted) fail({ problem });
        goesOn = problem === undefined || problem.status >= 429;
      }
      // An answer that takes longer than the wait is waited for all the same.
      if (goesOn && !abort.signal.aborted) timer = setTimeout(again, wait);
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [key, round, returned, bearer]);
  return { data, failed, again };
}

/** A stretch that moves on does so by whole bins, or each would change its content with every look. */
function gridOf(view: View, columns: number, interval: number): { span: Span; bins: number } {
  const rough = spanOf(view, Date.now());
  const bins = binsFor(rough, columns, interval);
  if (!("last" in view)) return { span: rough, bins };
  const step = Math.max(1, Math.ceil((rough.to - rough.from) / bins));
  const to = Math.ceil(rough.to / step) * step;
  return { span: { from: to - bins * step, to }, bins };
}

async function load(
  { id, subjects }: Asked,
  span: Span,
  bins: number,
  signal: AbortSignal,
): Promise<ChartData> {
  const base = `/api/v1${targetPath(id)}`;
  const within = `from=${Math.floor(span.from)}&to=${Math.ceil(span.to)}`;
  const series = (subject: Subject) => {
    const which = subject === undefined ? "" : `&endpoint=${encodeURIComponent(subject)}`;
    return get<SeriesBody>(`${base}/series?${within}&bins=${bins}${which}`, signal);
  };
  const [states, incidents, ...found] = await Promise.all([
    get<StatesBody>(`${base}/states?${within}`, signal),
    get<IncidentsBody>(
      `/api/v1/incidents?target=${encodeURIComponent(id)}&${within}&limit=500`,
      signal,
    ),
    ...subjects.map(series),
  ]);
  return {
    span,
    bins: found.map((body) => body.bins),
    maintenance: states.states.filter(({ state }) => state === "maintenance"),
    incidents: incidents.incidents,
  };
}
