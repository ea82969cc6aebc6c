import type { Span } from "../chart/span.ts";
import { targetPath } from "../route.ts";
import { go, place, queryOf } from "../router.ts";
import { useValue } from "../value.ts";
import { firstView, holdBack, readView, type View, writeView } from "./view.ts";

/** What is looked at is in the address, so that it can be kept and sent to others. */
export function useView(id: string): {
  readonly view: View;
  readonly show: (view: View) => void;
  /** A stretch of time, however it was chosen. */
  readonly showSpan: (span: Span) => void;
  readonly reset: () => void;
} {
  const query = queryOf(useValue(place));
  const show = (view: View): void => {
    const written = writeView(queryOf(), view);
    go(targetPath(id) + (written.size === 0 ? "" : `?${written}`));
  };
  return {
    view: readView(query),
    show,
    showSpan: (span) => show(holdBack(span, Date.now())),
    reset: () => show(firstView),
  };
}
