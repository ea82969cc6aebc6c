import { useEffect, useState } from "preact/hooks";
import type {
  BinBody,
  IncidentBody,
  IncidentsBody,
  SeriesBody,
  StatesBody,
} from "../../../src/api/contract.ts";
import { get } from "../api/client.ts";
import { connection } from "../api/events.ts";
import { binsFor } from "../chart/columns.ts";
import type { Span } from "../chart/span.ts";
import { targetPath } from "../router.ts";
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

/** The data of charts that show the same stretch; a stretch that ends now is asked for anew as it moves on. */
export function useChartData(asked: Asked): ChartData | undefined {
  const { view, columns, interval } = asked;
  const [data, set] = useState<ChartData>();
  const [round, again] = useState(0);
  const isLive = useValue(connection) === "live";
  const key = JSON.stringify([asked.id, asked.subjects, view, columns, interval]);
  useEffect(() => {
    if (columns === 0) return;
    const abort = new AbortController();
    const { span, bins } = gridOf(view, columns, interval);
    const wait = Math.max(quickest, Math.min(slowest, (span.to - span.from) / bins));
    let timer: ReturnType<typeof setTimeout> | undefined;
    load(asked, span, bins, abort.signal)
      .then(
        (found) => !abort.signal.aborted && set(found),
        // What is there stays; the frame says when the daemon is gone.
        () => {},
      )
      // An answer that takes longer than the wait is waited for all the same.
      .finally(() => {
        if ("last" in view && !abort.signal.aborted) {
          timer = setTimeout(() => again((count) => count + 1), wait);
        }
      });
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [key, round, isLive]);
  return data;
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
