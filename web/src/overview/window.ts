import { useEffect, useState } from "preact/hooks";

/** Rows that are kept beyond what is seen, so that scrolling meets them ready. */
const beyond = 8;

export type Seen = { readonly first: number; readonly last: number };

/** Which rows of a list of equal heights are within the window of the browser, and some beyond. */
export function useSeenRows(
  list: { readonly current: HTMLElement | null },
  rowHeight: number,
): Seen {
  const [seen, set] = useState<Seen>({ first: 0, last: 40 });
  useEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - beyond);
      const last = Math.ceil((innerHeight - top) / rowHeight) + beyond;
      set((before) => (before.first === first && before.last === last ? before : { first, last }));
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
