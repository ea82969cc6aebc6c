import { useCallback, useEffect, useState } from "preact/hooks";

/** Of a label around its text, between two of them, and between the name and the first; see the style sheet. */
const [around, between, before] = [18, 4, 9];
/** The longest `+12`. */
const rest = 40;

/** How many labels of these widths fit into `room`, with a count of the others where not all do. */
export function fittingLabels(widths: readonly number[], room: number): number {
  let [end, fitting, counted] = [0, 0, 0];
  for (const width of widths) {
    end += width;
    if (end <= room) fitting++;
    if (end + between + rest <= room) counted++;
    end += between;
  }
  return fitting === widths.length ? fitting : counted;
}

/** How many labels a row shows beside a name. */
export type LabelRoom = (name: string, labels: readonly string[]) => number;

/**
 * Measures texts, and the column that they are to fit into: the same for every row, so it is looked at
 * once and not row by row.
 */
export function useLabelRoom(list: { readonly current: HTMLElement | null }): LabelRoom {
  const [width, set] = useState(0);
  useEffect(() => {
    const { current } = list;
    if (current === null) return;
    const look = (): void => set(current.querySelector(".is-target")?.clientWidth ?? 0);
    const observer = new ResizeObserver(look);
    observer.observe(current);
    look();
    return () => observer.disconnect();
  }, [list]);
  return useCallback<LabelRoom>(
    (name, labels) =>
      fittingLabels(
        labels.map((label) => widthOf(label, "label") + around),
        width - before - widthOf(name, "name"),
      ),
    [width],
  );
}

const fonts = { name: "600 15px", label: "12.1875px" } as const;
const known = new Map<string, number>();
let context: OffscreenCanvasRenderingContext2D | undefined;

function widthOf(text: string, kind: keyof typeof fonts): number {
  const key = `${kind} ${text}`;
  const measured = known.get(key);
  if (measured !== undefined) return measured;
  context ??= new OffscreenCanvas(1, 1).getContext("2d")!;
  context.font = `${fonts[kind]} ${getComputedStyle(document.documentElement).fontFamily}`;
  const { width } = context.measureText(text);
  known.set(key, width);
  return width;
}
