import { columnsOf, runsOf } from "./columns.ts";
import { hatch } from "./hatch.ts";
import { type Box, drawLoss, lossHeight } from "./loss-strip.ts";
import { rgbOf } from "./palette.ts";
import { bandPath, linePaths, type ToY } from "./quantile-lines.ts";
import type { Scene } from "./scene.ts";
import { cellHeight } from "./shade.ts";
import { drawSmoke } from "./smoke-layer.ts";
import { type Span, stretchOf } from "./span.ts";

/** Where the parts of a chart are on its canvas, in pixels of the canvas. */
export type Layout = { readonly plot: Box; readonly strip: Box; readonly ratio: number };

const laneHeight = 5;

/** Draws the scene onto a canvas on which the axes are already. Returns the count of the fullest cell. */
export function paint(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { plot, strip, ratio }: Layout,
): number {
  const { bins, view, range, layers, palette } = scene;
  const columns = columnsOf(bins, view, plot.width);
  const logs = [Math.log(range.least), Math.log(range.most)] as const;
  const toY: ToY = (ms) =>
    plot.height * (1 - (Math.log(Math.max(ms, range.least)) - logs[0]) / (logs[1] - logs[0]));
  const whole = { ...plot, height: strip.top + strip.height - plot.top };

  context.save();
  fillSpans(scene.silences, hatch(context, palette.hatch, "falling", 8 * ratio));
  fillSpans(scene.maintenance, hatch(context, palette.maintenance, "crossed", 10 * ratio));

  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  context.translate(plot.left, plot.top);
  const runs = runsOf(columns, scene.silences);
  context.fillStyle = palette.band;
  for (const run of runs) {
    if (layers.outer) context.fill(bandPath(run, [0.05, 0.95], toY));
    if (layers.inner) context.fill(bandPath(run, [0.25, 0.75], toY));
  }
  const rows = Math.round(plot.height / (cellHeight * ratio));
  const smoke = layers.smoke
    ? drawSmoke(columns, range, { ...plot, rows }, rgbOf(palette.smoke))
    : undefined;
  if (smoke !== undefined) context.drawImage(smoke.image, 0, 0);
  if (layers.median) {
    for (const run of runs) {
      const { level, between } = linePaths(run, 0.5, toY);
      stroke(level, palette.halo, 3.5);
      stroke(between, palette.link, 1);
      stroke(level, palette.median, 1.5);
    }
  }
  context.restore();

  drawStrip();
  drawIncidents();
  context.restore();
  return smoke?.most ?? 0;

  function stroke(line: Path2D, colour: string, width: number): void {
    context.strokeStyle = colour;
    context.lineWidth = width * ratio;
    context.stroke(line);
  }

  function fillSpans(spans: readonly Span[], pattern: CanvasPattern): void {
    context.fillStyle = pattern;
    for (const span of spans) {
      const stretch = stretchOf(span, view, whole.width);
      if (stretch === undefined) continue;
      const { left, right } = stretch;
      context.fillRect(whole.left + left, whole.top, right - left, whole.height);
    }
  }

  function drawStrip(): void {
    const { left, top, width, height } = strip;
    context.strokeStyle = palette.grid;
    context.lineWidth = ratio;
    context.beginPath();
    for (const share of [0, 0.1, 1]) {
      const y = Math.round(top + height * (1 - lossHeight(share))) + (ratio % 2) / 2;
      context.moveTo(left, y);
      context.lineTo(left + width, y);
    }
    context.stroke();
    const { loss, doubt } = palette;
    drawLoss(context, columns, strip, {
      loss: hatch(context, loss, "rising", 4 * ratio),
      edge: loss,
      doubt,
    });
  }

  /** A bar for each above the plot, and where it began and ended a line through the plot. */
  function drawIncidents(): void {
    context.fillStyle = palette.incident;
    for (const mark of scene.incidents) {
      const stretch = stretchOf(mark, view, plot.width);
      if (stretch === undefined) continue;
      const left = plot.left + stretch.left;
      const width = Math.max(3 * ratio, stretch.right - stretch.left);
      const y = plot.top - (mark.lane + 1) * laneHeight * ratio;
      context.fillRect(left, y, width, (laneHeight - 2) * ratio);
      context.globalAlpha = 0.35;
      for (const [time, x] of [
        [mark.from, left],
        [mark.to, left + width - ratio],
      ] as const) {
        if (time > view.from && time < view.to)
          context.fillRect(x, y, ratio, whole.top + whole.height - y);
      }
      context.globalAlpha = 1;
    }
  }
}
