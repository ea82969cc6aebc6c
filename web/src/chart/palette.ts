/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

const names = [
  "smoke",
  "band",
  "median",
  "link",
  "halo",
  "loss",
  "doubt",
  "hatch",
  "maintenance",
  "incident",
  "ink",
  "grid",
] as const;

/** The colours of a chart, as CSS colours. */
export type Palette = Readonly<Record<(typeof names)[number], string>>;

/**
 * The colours that the style sheet gives a chart within `element`, by the theme in force: each is the
 * custom property `--chart-…`. A probe resolves them, since a custom property alone is told as it
 * was written, `light-dark(…)` and all.
 */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement("span");
  element.append(probe);
  const colours = names.map((name) => {
    probe.style.color = `var(--chart-${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours) as Palette;
}

/** The parts of `rgb(…)`, as a computed colour is told. */
export function rgbOf(colour: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/gu) ?? []).map(Number);
  return [red, green, blue];
}
