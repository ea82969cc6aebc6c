import type { Column } from "./columns.ts";
import type { DelayRange } from "./delay-axis.ts";
import { densityOf } from "./density.ts";
import type { Rgb } from "./palette.ts";
import { shadeOf } from "./shade.ts";

export type SmokePicture = {
  readonly image: OffscreenCanvas;
  /** The fullest cell: what full darkness stands for. */
  readonly most: number;
};

/**
 * The density of every column as a picture of `width` × `height` pixels, in `rows` rows: the darker a
 * cell, the more delays it holds. Undefined when there is nothing to be seen.
 */
export function drawSmoke(
  columns: readonly Column[],
  range: DelayRange,
  { width, height, rows }: { width: number; height: number; rows: number },
  [red, green, blue]: Rgb,
): SmokePicture | undefined {
  const densities = columns.map(({ bin }) => densityOf(bin.histogram, range, rows));
  const most = densities.reduce((top, cells) => cells.reduce((a, b) => Math.max(a, b), top), 0);
  if (most === 0) return undefined;
  const pixels = new ImageData(width, height);
  const colour = (alpha: number): number =>
    // In memory: red, green, blue, alpha, on the little-endian machines that browsers run on.
    ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  const words = new Uint32Array(pixels.data.buffer);
  for (const [n, { left, right }] of columns.entries()) {
    const cells = densities[n]!;
    for (let y = 0; y < height; y++) {
      const count = cells[Math.floor((y * rows) / height)]!;
      if (count === 0) continue;
      words.fill(
        colour(Math.round(shadeOf(count, most) * 255)),
        y * width + left,
        y * width + right,
      );
    }
  }
  const image = new OffscreenCanvas(width, height);
  image.getContext("2d")!.putImageData(pixels, 0, 0);
  return { image, most };
}
