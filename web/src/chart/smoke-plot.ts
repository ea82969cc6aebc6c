import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { BinBody } from "../../../src/api/contract.ts";
import { numberFormat } from "../i18n/formats.ts";
import { delay } from "../numbers.ts";
import { binAt } from "./columns.ts";
import { delayTicks } from "./delay-axis.ts";
import { listenToGestures } from "./gestures.ts";
import { type Layout, paint } from "./paint.ts";
import type { Scene } from "./scene.ts";
import type { Span } from "./span.ts";
import { timeLabels } from "./time-axis.ts";

export type PlotEvents = {
  /** Another stretch of time is to be shown. */
  readonly onView: (view: Span) => void;
  readonly onReset: () => void;
  /** The bin under the pointer, or none. */
  readonly onHover: (bin: BinBody | undefined) => void;
};

export type PlotOptions = PlotEvents & {
  /** Smaller, for many beside each other: fewer ticks, no strip of hours below. */
  readonly compact?: boolean;
  /** Plots with the same key show the pointer at the same time. */
  readonly together: string;
};

export type SmokePlot = {
  draw(scene: Scene): void;
  resize(width: number): void;
  destroy(): void;
};

const sizes = {
  full: { height: 380, strip: 44, gap: 14, hours: 40, lanes: 18, left: 58, space: 40 },
  compact: { height: 150, strip: 20, gap: 6, hours: 8, lanes: 6, left: 58, space: 28 },
} as const;
const font = "12px system-ui, sans-serif";

/** A smoke chart in `root`: axes, cursor and zoom by uPlot, everything else drawn onto its canvas. */
export function createSmokePlot(
  root: HTMLElement,
  first: Scene,
  { compact = false, together, onView, onReset, onHover }: PlotOptions,
): SmokePlot {
  let scene = first;
  const size = compact ? sizes.compact : sizes.full;
  const below = size.gap + size.strip;
  const ink = (): string => scene.palette.ink;
  const grid = { stroke: () => scene.palette.grid, width: 1 };
  const plot = new uPlot(
    {
      width: Math.max(1, root.clientWidth),
      height: size.height,
      ms: 1,
      padding: [size.lanes, 26, 0, 0],
      legend: { show: false },
      tzDate: (time) => uPlot.tzDate(new Date(time), scene.style.timeZone),
      scales: {
        x: { range: () => [scene.view.from, scene.view.to] },
        y: { distr: 3, range: () => [scene.range.least, scene.range.most] },
      },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [
        {
          font,
          stroke: ink,
          grid,
          ticks: { show: false },
          // The strip of loss lies between the plot and the labels of its time.
          gap: below + 6,
          size: below + size.hours,
          space: 76,
          values: (_plot, times, _axis, _space, step) =>
            compact ? times.map(() => "") : timeLabels(times, step, scene.style),
        },
        {
          font,
          stroke: ink,
          grid,
          ticks: { show: false },
          size: size.left,
          splits: ({ bbox }) => delayTicks(scene.range, bbox.height / uPlot.pxRatio / size.space),
          // Round values are ours already: uPlot would leave out all but the decades.
          filter: (_plot, splits) => splits,
          values: (_plot, delays) => delays.map((ms) => delay(ms, scene.style.locale)),
        },
      ],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 5 },
        sync: { key: together, setSeries: false },
        bind: {
          dblclick: () => () => {
            onReset();
            return null;
          },
          // With a key held the pointer drags the chart along: see the gestures.
          mousedown: (_plot, _target, handler) => (event) => {
            if (!event.shiftKey) handler(event);
            return null;
          },
        },
      },
      hooks: {
        drawAxes: [() => void paint(plot.ctx, scene, layout()), () => drawLossScale()],
        setSelect: [
          ({ select }) => {
            if (select.width < 2) return;
            const [from, to] = [select.left, select.left + select.width].map((left) =>
              plot.posToVal(left, "x"),
            ) as [number, number];
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            onView({ from, to });
          },
        ],
        setCursor: [
          ({ cursor }) => {
            const { left = -1 } = cursor;
            onHover(left < 0 ? undefined : binAt(scene.bins, plot.posToVal(left, "x")));
          },
        ],
      },
    },
    dataOf(first),
    root,
  );
  const stop = listenToGestures(plot.over, { view: () => scene.view, preview, onView });

  function layout(): Layout {
    const ratio = uPlot.pxRatio;
    const { left, top, width, height } = plot.bbox;
    const box = {
      left: Math.round(left),
      top: Math.round(top),
      width: Math.round(width),
      height: Math.round(height),
    };
    const stripTop = box.top + box.height + Math.round(size.gap * ratio);
    const strip = { ...box, top: stripTop, height: Math.round(size.strip * ratio) };
    return { plot: box, strip, ratio };
  }

  function drawLossScale(): void {
    const { strip, ratio } = layout();
    const { ctx } = plot;
    ctx.save();
    ctx.fillStyle = ink();
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    const percent = numberFormat(scene.style.locale, { style: "percent" });
    for (const share of compact ? [1] : [0, 0.1, 1]) {
      const y = strip.top + strip.height * (1 - Math.sqrt(share));
      ctx.fillText(percent.format(share), strip.left - 6 * ratio, y);
    }
    ctx.restore();
  }

  function preview(view: Span): void {
    draw({ ...scene, view });
  }

  function draw(next: Scene): void {
    scene = next;
    plot.setData(dataOf(scene));
  }

  return {
    draw,
    resize: (width) => plot.setSize({ width, height: size.height }),
    destroy() {
      stop();
      plot.destroy();
    },
  };
}

/** uPlot draws no series of its own here: its data are the ends of the axis of time. */
const dataOf = ({ view }: Scene): uPlot.AlignedData => [
  [view.from, view.to],
  [null, null],
];
