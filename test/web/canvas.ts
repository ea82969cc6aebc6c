/** Of the light theme's `--chart-smoke`, and of a line of the grid on white paper. */
export const [smokeRed, gridRed] = [11, 208] as const;
export type Drawn = { readonly width: number; readonly height: number; readonly reds: number[][] };
/** The red of every pixel of the plot, column by column. */
export const readCanvas = `(() => {
  const canvas = document.querySelector(".smoke canvas");
  const over = document.querySelector(".smoke .u-over");
  const [left, top] = [over.offsetLeft, over.offsetTop];
  const [width, height] = [over.clientWidth, over.clientHeight];
  const { data } = canvas.getContext("2d").getImageData(left, top, width, height);
  const { backgroundColor } = getComputedStyle(document.documentElement);
  if (backgroundColor !== "rgb(255, 255, 255)") throw new Error(backgroundColor);
  const redAt = (x, y) => {
    const at = (y * width + x) * 4;
    return Math.round(255 - ((255 - data[at]) * data[at + 3]) / 255);
  };
  const reds = Array.from({ length: width }, (_, x) =>
    Array.from({ length: height }, (_, y) => redAt(x, y)));
  return { width, height, reds };
})()`;
