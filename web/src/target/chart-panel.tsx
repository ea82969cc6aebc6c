import { useMemo, useRef, useState } from "preact/hooks";
import type { BinBody, TargetBody } from "../../../src/api/contract.ts";
import { binsFor } from "../chart/columns.ts";
import { delayRangeOf } from "../chart/delay-axis.ts";
import type { Layers } from "../chart/scene.ts";
import { silencesOf } from "../chart/silence.ts";
import { SmokeChart } from "../chart/smoke-chart.tsx";
import { beside } from "../chart/smoke-plot.ts";
import { summaryOf } from "../chart/summary.ts";
import { useWidth } from "../chart/use-width.ts";
import { useWords } from "../i18n/language.ts";
import { useNow, useTimeStyle } from "../time.ts";
import { BinsTable, Sentences } from "./alternative.tsx";
import { keyMove } from "./chart-keys.ts";
import { IncidentLinks } from "./incident-links.tsx";
import { Legend } from "./legend.tsx";
import { Multiples } from "./multiples.tsx";
import { Readout } from "./readout.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useBins, useOccurrences } from "./use-history.ts";
import { useView } from "./use-view.ts";
import { firstView, pan, ranges, spanOf, type View, zoom } from "./view.ts";
import { targetWords } from "./words.ts";

const allLayers: Layers = { smoke: true, median: true, inner: true, outer: true };

/** How often a view that moves with the clock is drawn anew: each time a column is full. */
const rhythm = (view: View): number =>
  "last" in view ? Math.min(60_000, Math.max(2000, ranges[view.last] / 900)) : 60_000;

/** The smoke chart of a target with all that belongs to it. */
export function ChartPanel({ target }: { readonly target: TargetBody }) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const { locale, timeZone } = style;
  const { view, endpoint, show, showEndpoint } = useView();
  const live = useRef<View>(firstView);
  if ("last" in view) live.current = view;
  const now = useNow(rhythm(view));
  const span = useMemo(() => spanOf(view, now), [view, now]);
  const root = useRef<HTMLDivElement>(null);
  const width = useWidth(root);
  const wanted = binsFor(span, Math.max(1, width - beside), target.intervalMs);
  const { bins, arrived, answer } = useBins(target.id, span, wanted, endpoint);
  const { incidents, marks, maintenance } = useOccurrences(target.id, span, now);
  const [layers, setLayers] = useState(allLayers);
  const [fullest, setFullest] = useState(0);
  const [hovered, setHovered] = useState<BinBody>();
  const [stepped, setStepped] = useState<number>();

  const range = useMemo(() => delayRangeOf(bins), [bins]);
  const summary = useMemo(() => summaryOf(bins), [bins]);
  const silences = useMemo(
    () => silencesOf(bins, target.intervalMs, now),
    [bins, target.intervalMs, now],
  );
  const timeStyle = useMemo(() => ({ locale, timeZone }), [locale, timeZone]);
  const scene = useMemo(
    () => ({
      bins,
      view: span,
      range,
      silences,
      maintenance,
      incidents: marks,
      layers,
      style: timeStyle,
    }),
    [bins, span, range, silences, maintenance, marks, layers, timeStyle],
  );

  const reset = (): void => show(live.current);
  const events = { onView: show, onReset: reset };
  const move = (next: typeof span): void => show(next, { replace: !("last" in view) });
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const made = keyMove(event, span);
    if (made === undefined) return;
    event.preventDefault();
    if ("view" in made) move(made.view);
    else if ("reset" in made) reset();
    else step(made.step);
  };
  /** Points at the next bin with a probe in it. */
  const step = (way: 1 | -1): void => {
    const filled = bins.filter(({ sent, end }) => sent > 0 && end > span.from);
    const here = filled.findIndex((bin) => bin === hovered);
    const next = filled[here < 0 ? (way > 0 ? 0 : filled.length - 1) : here + way];
    if (next === undefined) return;
    setStepped((Math.max(next.start, span.from) + Math.min(next.end, span.to)) / 2);
    setHovered(next);
  };
  const one = useMemo(() => hovered && summaryOf([hovered]), [hovered]);
  const shownSpan = hovered === undefined ? span : { from: hovered.start, to: hovered.end };

  return (
    <>
      <Toolbar
        view={view}
        onRange={(last) => show({ last })}
        moves={{
          earlier: () => move(pan(span, -0.5)),
          later: () => move(pan(span, 0.5)),
          zoomIn: () => move(zoom(span, 0.5)),
          zoomOut: () => move(zoom(span, 2)),
          toNow: reset,
        }}
        endpoints={target.endpoints}
        endpoint={endpoint}
        onEndpoint={showEndpoint}
      />
      <figure ref={root} aria-busy={answer.state === "asked"}>
        <Readout
          span={shownSpan}
          summary={one ?? summary}
          whole={one === undefined}
          spoken={stepped !== undefined}
        />
        {answer.state === "refused" && <p role="alert">{answer.problem}</p>}
        <div
          class="chart"
          role="application"
          tabIndex={0}
          aria-label={words.chart}
          aria-describedby="chart-help chart-words"
          onKeyDown={press}
          onBlur={() => setStepped(undefined)}
        >
          <SmokeChart
            scene={scene}
            arrived={arrived}
            together={target.id}
            pointed={stepped}
            onHover={setHovered}
            onFullest={setFullest}
            {...events}
          />
        </div>
        <p id="chart-help" class="aside">
          {words.chartHelp}
        </p>
        <Legend layers={layers} fullest={fullest} onLayers={setLayers} />
        <figcaption>
          <Sentences
            id="chart-words"
            span={span}
            summary={summary}
            silences={silences}
            maintenance={maintenance}
            incidents={incidents.length}
          />
        </figcaption>
        <BinsTable bins={bins} />
      </figure>
      <IncidentLinks incidents={incidents} />
      {target.endpoints.length > 1 && endpoint === undefined && (
        <Multiples
          id={target.id}
          endpoints={target.endpoints}
          view={span}
          bins={wanted}
          interval={target.intervalMs}
          now={now}
          maintenance={maintenance}
          layers={layers}
          style={timeStyle}
          events={events}
          onEndpoint={showEndpoint}
        />
      )}
    </>
  );
}
