import { useEffect, useState } from "preact/hooks";

/** Rows that are kept beyond what is seen, so that scrolling meets them ready. */
const beyond = 8;

export type Seen = { readonly first: number; readonly last: number };

/** Of a list that begins `top` pixels below the upper edge of a window that is `height` tall. */
export const seenRows = (top: number, height: number, rowHeight: number): Seen => ({
  first: Math.max(0, Math.floor(-top / rowHeight) - beyond),
  last: Math.max(0, Math.ceil((height - top) / rowHeight) + beyond),
});

/** Which rows of a list of equal heights are within the window of the browser, and some beyond. */
export function useSeenRows(
  list: { readonly current: HTMLElement | null },
  rowHeight: number,
): Seen {
  const [seen, set] = useState<Seen>({ first: 0, last: 40 });
  useEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const next = seenRows(top, innerHeight, rowHeight);
      set((before) => (before.first === next.first && before.last === next.last ? before : next));
    };
    look();
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [list, rowHeight]);
  return seen;
}
