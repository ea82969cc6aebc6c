import type { TargetView } from "../monitor/index.ts";
import { decodeHistogram, Histogram } from "../stats/index.ts";
import type { SeriesBin, Store } from "../store/index.ts";
import type { GlanceBody, GlanceCell } from "./contract.ts";

const minute = 60_000;
/** The last whole minutes that a glance's window is of, with the one under way. */
const windowCells = 5;

/**
 * The last `minutes` of a target one by one, with the one under way; and its last five minutes with
 * the one under way as one exact distribution, over all the endpoints that it has or had.
 */
export async function glanceOf(
  target: TargetView,
  store: Pick<Store, "bins" | "seriesOfTarget">,
  { now, minutes }: { readonly now: number; readonly minutes: number },
): Promise<GlanceBody> {
  const to = (Math.floor(now / minute) + 1) * minute;
  const from = to - (minutes + 1) * minute;
  const series = store.seriesOfTarget(target.id).map(({ id }) => id);
  const bins = await store.bins({ series, from, to, bins: minutes + 1 });
  return {
    target: target.id,
    from,
    stepMs: minute,
    window: cellOf(bins.slice(-windowCells - 1)),
    cells: bins.map((bin) => cellOf([bin])),
  };
}

function cellOf(bins: readonly SeriesBin[]): GlanceCell {
  const delays = new Histogram();
  const cell: GlanceCell = { sent: 0, lost: 0 };
  for (const { sent, timeout, histogram } of bins) {
    cell.sent += sent;
    cell.lost += timeout;
    if (sent > 0) delays.merge(decodeHistogram(histogram));
  }
  if (delays.count === 0) return cell;
  cell.p50Ms = delays.quantile(0.5)! / 1e6;
  cell.p99Ms = delays.quantile(0.99)! / 1e6;
  return cell;
}
