import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { BinBody, EndpointBody } from "../../../src/api/contract.ts";
import { type DelayRange, delayRangeOf, joinRanges } from "../chart/delay-axis.ts";
import type { Scene } from "../chart/scene.ts";
import { silencesOf } from "../chart/silence.ts";
import { SmokeChart } from "../chart/smoke-chart.tsx";
import type { PlotEvents } from "../chart/smoke-plot.ts";
import { summaryOf } from "../chart/summary.ts";
import { useWords } from "../i18n/language.ts";
import { endpointName } from "../names.ts";
import { delay } from "../numbers.ts";
import { StateMark } from "../shell/state-mark.tsx";
import { useTimeStyle } from "../time.ts";
import { lossText } from "./text.ts";
import { useBins } from "./use-history.ts";
import { targetWords } from "./words.ts";

/** So many small charts at most: each is a question to the daemon. */
const most = 12;
/** Bins of a small chart: it is about that many pixels wide. */
const mostBins = 300;

type Shared = Pick<Scene, "view" | "maintenance" | "style" | "layers"> & {
  readonly id: string;
  readonly bins: number;
  readonly interval: number;
  readonly now: number;
  readonly events: Pick<PlotEvents, "onView" | "onReset">;
  readonly onEndpoint: (address: string) => void;
};

/** Every endpoint in a small chart of its own, all on the same axes, so that they compare. */
export function Multiples({
  endpoints,
  ...shared
}: Shared & { readonly endpoints: readonly EndpointBody[] }) {
  const words = useWords(targetWords);
  const [ranges, setRanges] = useState<ReadonlyMap<string, DelayRange>>(new Map());
  const tell = useCallback(
    (name: string, range: DelayRange | undefined) =>
      setRanges((known) => {
        const next = new Map(known);
        if (range === undefined) next.delete(name);
        else next.set(name, range);
        return next;
      }),
    [],
  );
  const range = useMemo(() => joinRanges([...ranges.values()]), [ranges]);
  return (
    <section aria-labelledby="compare">
      <h2 id="compare">{words.compare}</h2>
      <p class="soft small">{words.compareHelp}</p>
      <ul class="multiples">
        {endpoints.slice(0, most).map((endpoint) => (
          <Multiple
            key={endpointName(endpoint)}
            endpoint={endpoint}
            range={range}
            tell={tell}
            {...shared}
          />
        ))}
      </ul>
    </section>
  );
}

function Multiple({
  endpoint,
  range,
  tell,
  id,
  bins: wanted,
  view,
  maintenance,
  style,
  layers,
  interval,
  now,
  events,
  onEndpoint,
}: Shared & {
  readonly endpoint: EndpointBody;
  readonly range: DelayRange;
  readonly tell: (name: string, range: DelayRange | undefined) => void;
}) {
  const words = useWords(targetWords);
  const timeStyle = useTimeStyle();
  const name = endpointName(endpoint);
  const { bins } = useBins(id, view, Math.min(mostBins, wanted), endpoint.address);
  useEffect(() => {
    tell(name, answered(bins) ? delayRangeOf(bins) : undefined);
  }, [bins, name, tell]);
  const scene = useMemo(
    () => ({
      bins,
      view,
      range,
      silences: silencesOf(bins, interval, now),
      maintenance,
      incidents: [],
      layers,
      style,
    }),
    [bins, view, range, interval, now, maintenance, layers, style],
  );
  const summary = useMemo(() => summaryOf(bins), [bins]);
  return (
    <li>
      <div class="heading">
        <h3>{name}</h3>
        <StateMark state={endpoint.state} />
        <button type="button" onClick={() => onEndpoint(endpoint.address)}>
          {words.alone}
        </button>
      </div>
      <p class="soft small">
        {words.median} {delay(summary.delays?.p50, style.locale)} · p95{" "}
        {delay(summary.delays?.p95, style.locale)} · {words.legend.loss}{" "}
        {lossText(summary, timeStyle, words)}
      </p>
      <SmokeChart scene={scene} compact together={id} onHover={() => {}} {...events} />
    </li>
  );
}

const answered = (bins: readonly BinBody[]): boolean =>
  bins.some(({ p50Ms }) => p50Ms !== undefined);
