/** Which way the lines go: rising ones mean something else than falling ones. */
export type HatchDirection = "rising" | "falling" | "crossed";

/** A pattern of slanted lines, so that what it fills is told apart without colour. */
export function hatch(
  context: CanvasRenderingContext2D,
  colour: string,
  direction: HatchDirection,
  gap: number,
): CanvasPattern {
  const tile = new OffscreenCanvas(gap, gap);
  const lines = tile.getContext("2d")!;
  lines.strokeStyle = colour;
  lines.lineWidth = Math.max(1, gap / 8);
  lines.beginPath();
  // Each line is drawn beyond the tile and in the corners too, or the seams would show.
  for (const shift of [-gap, 0, gap]) {
    if (direction !== "falling") {
      lines.moveTo(shift - 1, gap + 1);
      lines.lineTo(shift + gap + 1, -1);
    }
    if (direction !== "rising") {
      lines.moveTo(shift - 1, -1);
      lines.lineTo(shift + gap + 1, gap + 1);
    }
  }
  lines.stroke();
  return context.createPattern(tile, "repeat")!;
}
