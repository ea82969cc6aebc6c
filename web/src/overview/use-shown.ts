import { useRef } from "preact/hooks";
import type { GlanceBody } from "../../../src/api/contract.ts";
import type { LiveTarget } from "./live-target.ts";
import type { Row } from "./order.ts";
import { type Manner, type Shown, shownOf } from "./shown.ts";

/** What rows show, by the id of their target. */
type Drawing = ReadonlyMap<string, Shown>;

type Kept = {
  /** In the order in which they stand. */
  readonly rows: readonly Row[];
  /** Whether the one at this place is within the window. */
  readonly isSeen: (place: number) => boolean;
};

/**
 * What rows show of their targets now. Those that are kept beyond what is seen stay as they were drawn
 * before, once they are whole: a drawing costs the same for what nobody sees.
 */
export function nextDrawing(
  before: Drawing,
  { rows, isSeen }: Kept,
  draw: (target: LiveTarget) => Shown,
): Drawing {
  const drawing = new Map<string, Shown>();
  for (const [place, row] of rows.entries()) {
    if (row.kind !== "target") continue;
    const { id } = row.target;
    const known = isSeen(place) ? undefined : before.get(id);
    drawing.set(id, known?.glance === undefined ? draw(row.target) : known);
  }
  return drawing;
}

const nothing: Drawing = new Map();
/** Milliseconds after which what is not seen is drawn anew all the same: a screen reader may be reading it. */
const longestStill = 10_000;

/**
 * The next drawing of these rows, out of `all`; where those or the manner are others, and
 * every ten seconds, everything is drawn anew.
 */
export function useShown(
  kept: Kept,
  {
    all,
    manner,
    glances,
  }: {
    readonly all: readonly Row[];
    readonly manner: Manner;
    readonly glances: ReadonlyMap<string, GlanceBody>;
  },
): Drawing {
  const before = useRef({ all, manner, drawing: nothing, whole: 0 });
  const { current } = before;
  const now = Date.now();
  const isStill =
    current.all === all && current.manner === manner && now - current.whole < longestStill;
  const still = isStill ? current.drawing : nothing;
  const drawing = nextDrawing(still, kept, (target) =>
    shownOf(target, glances.get(target.id), now, manner),
  );
  before.current = { all, manner, drawing, whole: isStill ? current.whole : now };
  return drawing;
}
