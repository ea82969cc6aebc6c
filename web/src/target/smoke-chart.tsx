import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import "../chart/chart.css";
import { delayRangeOf, type DelayRange } from "../chart/delay-axis.ts";
import { lanesOf } from "../chart/lanes.ts";
import { type Palette, readPalette } from "../chart/palette.ts";
import type { Layers, Scene } from "../chart/scene.ts";
import { silencesOf } from "../chart/silence.ts";
import { createSmokePlot, type PlotEvents, type SmokePlot } from "../chart/smoke-plot.ts";
import { settings } from "../settings.ts";
import { useTimeStyle } from "../time.ts";
import { useValue } from "../value.ts";
import type { ChartData } from "./chart-data.ts";

type Props = PlotEvents & {
  readonly data: ChartData;
  /** Which of the data's subjects. */
  readonly subject: number;
  readonly interval: number;
  readonly layers: Layers;
  /** The delays that are in sight; by default those that there are. */
  readonly range?: DelayRange;
  readonly compact?: boolean;
  readonly together: string;
};

/** The drawing alone: what it says is said in words beside it. */
export function SmokeChart({ data, subject, interval, layers, range, ...options }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<SmokePlot | undefined>(undefined);
  const latest = useRef(options);
  latest.current = options;
  const style = useTimeStyle();
  const palette = usePalette(root);
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null || palette === undefined) return;
    const start = performance.now();
    const bins = data.bins[subject] ?? [];
    const scene: Scene = {
      bins,
      view: data.span,
      range: range ?? delayRangeOf(bins),
      silences: silencesOf(bins, interval, Date.now()),
      maintenance: data.maintenance,
      incidents: marksOf(data),
      layers,
      palette,
      style,
    };
    if (plot.current === undefined) {
      plot.current = createSmokePlot(element, scene, {
        compact: options.compact ?? false,
        together: options.together,
        onView: (view) => latest.current.onView(view),
        onReset: () => latest.current.onReset(),
        onHover: (bin) => latest.current.onHover(bin),
      });
    } else plot.current.draw(scene);
    // uPlot draws at the end of this turn.
    queueMicrotask(() => performance.measure("smoke-draw", { start }));
  }, [data, subject, layers, range, palette, style.locale, style.timeZone]);
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => plot.current?.resize(element.clientWidth));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, []);
  return <div ref={root} class="smoke" aria-hidden="true" />;
}

/** Incidents as stretches of time; one that is open reaches to the end of what is shown. */
const marksOf = ({ incidents, span }: ChartData): Scene["incidents"] =>
  lanesOf(
    incidents.map(({ id, openedAt, closedAt }) => ({
      id,
      from: openedAt,
      to: closedAt ?? Math.max(span.to, openedAt),
    })),
  );

/** The chart's colours, read anew when the theme changes. */
function usePalette(root: { readonly current: HTMLElement | null }): Palette | undefined {
  const { theme } = useValue(settings);
  const [palette, set] = useState<Palette>();
  useLayoutEffect(() => {
    const read = () => {
      if (root.current !== null) set(readPalette(root.current));
    };
    read();
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", read);
    return () => dark.removeEventListener("change", read);
  }, [theme, root]);
  return palette;
}
