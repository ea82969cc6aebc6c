import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { BinBody, TargetBody } from "../../../src/api/contract.ts";
import { delayRangeOf, joinRanges } from "../chart/delay-axis.ts";
import type { Layers } from "../chart/scene.ts";
import { useWords } from "../i18n/language.ts";
import { Failed, Notice } from "../shell/notice.tsx";
import { shellWords } from "../shell/words.ts";
import { AsText } from "./as-text.tsx";
import { useChartData } from "./chart-data.ts";
import { Readout } from "./readout.tsx";
import { SmokeChart } from "./smoke-chart.tsx";
import { useView } from "./use-view.ts";
import { isRangeName, pan, ranges, spanOf, zoom } from "./view.ts";
import { targetWords } from "./words.ts";

const everyLayer: Layers = { smoke: true, median: true, inner: true, outer: true };
const noBins: readonly BinBody[] = [];
/** Room that the axis of delays takes, and the last label of the other. */
const axis = 84;

/** The chart of a target, what it says in numbers, and its endpoints side by side. */
export function ChartPanel({ target }: { readonly target: TargetBody }) {
  const words = useWords(targetWords);
  const shell = useWords(shellWords);
  const { view, show, showSpan, reset } = useView(target.id);
  const figure = useRef<HTMLElement>(null);
  const columns = useColumns(figure);
  const [layers, setLayers] = useState(everyLayer);
  const [hovered, hover] = useState<BinBody>();
  const several = target.endpoints.length > 1;
  const addresses = several ? target.endpoints.map(({ address }) => address) : [];
  const interval = target.intervalMs;
  const common = { id: target.id, view, interval };
  const whole = useChartData({ ...common, subjects: [undefined], columns });
  const { data } = whole;
  const { data: each } = useChartData({
    ...common,
    subjects: addresses,
    columns: several ? Math.ceil(columns / 2) : 0,
  });
  // One range for all: the same object as long as the data are, or every pointer would draw anew.
  const range = useMemo(() => each && joinRanges(each.bins.map(delayRangeOf)), [each]);
  const events = { onView: showSpan, onReset: reset, onHover: hover };
  const press = (event: KeyboardEvent) => {
    const span = spanOf(view, Date.now());
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => showSpan(pan(span, -0.1)),
      ArrowRight: () => showSpan(pan(span, 0.1)),
      "+": () => showSpan(zoom(span, 0.5)),
      "=": () => showSpan(zoom(span, 0.5)),
      "-": () => showSpan(zoom(span, 2)),
      "0": reset,
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };
  return (
    <>
      <div class="controls">
        <div role="group" aria-label={words.range} class="ranges">
          {Object.keys(ranges)
            .filter(isRangeName)
            .map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={"last" in view && view.last === name}
                onClick={() => show({ last: name })}
              >
                {words.ranges[name]}
              </button>
            ))}
        </div>
        <fieldset class="layers">
          <legend class="aside">{words.chart}</legend>
          {Object.entries(layers).map(([name, shown]) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={shown}
                onChange={() => setLayers({ ...layers, [name]: !shown })}
              />{" "}
              {words.layers[name as keyof Layers]}
            </label>
          ))}
        </fieldset>
      </div>
      <figure ref={figure} class="chart">
        <div
          tabIndex={0}
          role="application"
          aria-label={words.chart}
          aria-description={words.chartHelp}
          onKeyDown={press}
        >
          {whole.failed !== undefined && (
            <Failed problem={whole.failed.problem} again={whole.again} />
          )}
          {data === undefined ? (
            whole.failed === undefined && <Notice>{shell.loading}</Notice>
          ) : (
            <SmokeChart
              data={data}
              subject={0}
              {...{ interval, layers, ...events }}
              together="target"
            />
          )}
        </div>
        <figcaption class="soft small">
          {words.chartHelp}
          <span class="legend">
            {Object.entries(words.legend).map(([name, text]) => (
              <span key={name} data-mark={name}>
                {text}
              </span>
            ))}
          </span>
        </figcaption>
      </figure>
      {data !== undefined && (
        <>
          <Readout bins={data.bins[0] ?? noBins} span={data.span} hovered={hovered} />
          <AsText bins={data.bins[0] ?? noBins} span={data.span} />
        </>
      )}
      {each !== undefined && range !== undefined && (
        <section>
          <h2>{words.endpoints}</h2>
          <div class="multiples">
            {addresses.map((address, subject) => (
              <figure key={address} class="chart">
                <figcaption>{address}</figcaption>
                <SmokeChart
                  data={each}
                  subject={subject}
                  range={range}
                  {...{ interval, layers, ...events, onHover: () => {} }}
                  compact
                  together="target"
                />
              </figure>
            ))}
          </div>
        </section>
      )}
    </>
  );
}

/** How many columns of pixels a chart as wide as `element` has; 0 until that is known. */
function useColumns(element: { readonly current: HTMLElement | null }): number {
  const [columns, set] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const look = () => set(Math.max(1, Math.round(current.clientWidth - axis)));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return columns;
}
