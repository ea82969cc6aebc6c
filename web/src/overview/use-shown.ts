import { useRef } from "preact/hooks";
import type { GlanceBody } from "../../../src/api/contract.ts";
import type { Row } from "./order.ts";
import { type Manner, type Shown, shownOf } from "./shown.ts";

type Drawing = {
  /** In the order in which they stand. */
  readonly rows: readonly Row[];
  readonly manner: Manner;
  /** By the id of the target. */
  readonly shown: ReadonlyMap<string, Shown>;
};

/**
 * What rows show of their targets now. Those that are kept beyond what is seen stay as they were drawn last:
 * a drawing costs the same for what nobody sees. Once they are seen, or stand elsewhere, they are drawn anew.
 */
export function useShown(
  kept: readonly Row[],
  {
    rows,
    manner,
    isSeen,
    glances,
  }: Pick<Drawing, "rows" | "manner"> & {
    /** Of the row at this place among those that are kept. */
    readonly isSeen: (place: number) => boolean;
    readonly glances: ReadonlyMap<string, GlanceBody>;
  },
): ReadonlyMap<string, Shown> {
  const before = useRef<Drawing | undefined>(undefined);
  const isSame = before.current?.rows === rows && before.current.manner === manner;
  const still = isSame ? before.current?.shown : undefined;
  const now = Date.now();
  const shown = new Map<string, Shown>();
  for (const [place, row] of kept.entries()) {
    if (row.kind !== "target") continue;
    const { id } = row.target;
    const known = isSeen(place) ? undefined : still?.get(id);
    const isWhole = known?.glance !== undefined;
    shown.set(id, isWhole ? known : shownOf(row.target, glances.get(id), now, manner));
  }
  before.current = { rows, manner, shown };
  return shown;
}
