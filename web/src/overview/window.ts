import { useEffect, useState } from "preact/hooks";

/** Rows that are kept beyond what is seen, so that scrolling meets them ready. */
const beyond = 8;

/** From the first row to before the last. */
export type Stretch = { readonly first: number; readonly last: number };

/** Of a list that begins `top` pixels below the upper edge of a window that is `height` tall. */
export const seenRows = (top: number, height: number, rowHeight: number): Stretch => ({
  first: Math.floor((0 - top) / rowHeight),
  last: Math.ceil((height - top) / rowHeight),
});

/** The rows that are there while these are seen. */
export const keptRows = ({ first, last }: Stretch): Stretch => ({
  first: Math.max(0, first - beyond),
  last: Math.max(0, last + beyond),
});

/** Which rows of a list of equal heights are within the window of the browser. */
export function useSeenRows(
  list: { readonly current: HTMLElement | null },
  rowHeight: number,
): Stretch {
  const [seen, set] = useState<Stretch>({ first: 0, last: 40 - beyond });
  useEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const next = seenRows(top, innerHeight, rowHeight);
      set((before) => (before.first === next.first && before.last === next.last ? before : next));
    };
    look();
    // What stands above the list comes and goes, and moves it without any scrolling.
    const page = new ResizeObserver(look);
    page.observe(document.body);
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      page.disconnect();
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [list, rowHeight]);
  return seen;
}
