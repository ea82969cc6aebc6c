/** The smoke chart's canvas: what was drawn onto it, as the colours of its pixels. */
export type Pixel = readonly [red: number, green: number, blue: number];
/** The parts of a colour that is one number, as the style sheet writes it: 0xrrggbb. */
export const partsOf = (colour: number): Pixel => [colour >> 16, (colour >> 8) & 255, colour & 255];
export type Drawn = {
  /** Of the plot, in pixels; the strip of loss is below it. */
  readonly width: number;
  readonly height: number;
  /** Column by column from the top, and on through the strip to the foot of it. */
  readonly pixels: number[][];
};

/** Of the light theme's `--chart-smoke`, and of a line of the grid on white paper. */
export const [smokeRed, gridRed] = [11, 208] as const;
/** From the foot of the plot to the strip of loss, and how tall that is. */
export const strip = { gap: 14, height: 44 } as const;

/** Every pixel of the plot and the strip, on the white paper of the light theme. */
export const readCanvas = `(() => {
  const canvas = document.querySelector(".smoke canvas");
  const over = document.querySelector(".smoke .u-over");
  const [left, top] = [over.offsetLeft, over.offsetTop];
  const [width, height] = [over.clientWidth, over.clientHeight];
  const whole = height + ${strip.gap + strip.height};
  const { data } = canvas.getContext("2d").getImageData(left, top, width, whole);
  const { backgroundColor } = getComputedStyle(document.documentElement);
  if (backgroundColor !== "rgb(255, 255, 255)") throw new Error(backgroundColor);
  const colourAt = (x, y) => {
    const at = (y * width + x) * 4;
    const part = (n) => Math.round(255 - ((255 - data[at + n]) * data[at + 3]) / 255);
    return (part(0) << 16) | (part(1) << 8) | part(2);
  };
  const pixels = Array.from({ length: width }, (_, x) =>
    Array.from({ length: whole }, (_, y) => colourAt(x, y)));
  return { width, height, pixels };
})()`;
