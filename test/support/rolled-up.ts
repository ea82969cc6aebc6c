import { setTimeout } from "node:timers/promises";
import type { OpenHistory } from "../../src/store/open-history.ts";
import type { SeriesId } from "../../src/store/store.ts";

const hour = 3_600_000;

/**
 * Resolves once a store, which writes this history in its own thread, has begun to roll up the hour in which `time`
 * lies (epoch milliseconds): all of the hours before that it was given in their order, and has taken, is rolled up then.
 * The series must have a sample in that hour. Rejects after two minutes.
 */
export async function rolledUp(
  { reader }: OpenHistory,
  series: SeriesId,
  time: number,
): Promise<void> {
  const from = Math.floor(time / hour) * hour;
  const sent = () => reader.bins({ series: [series], from, to: from + hour, bins: 1 })[0]!.sent;
  for (let waited = 0; sent() === 0; waited++) {
    if (waited > 2400) throw new Error("the store does not keep up");
    await setTimeout(50);
  }
}
