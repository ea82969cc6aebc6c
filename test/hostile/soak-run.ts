import { lastReplyMs, scenarioNamed } from "../lab/peer/index.ts";
import { openBench, peerEndpoints, type Played } from "./bench.ts";
import type { Memory } from "./order.ts";

export type SoakSize = { readonly probes: number; readonly perSecond: number };

export type Soaked = Played & {
  /** By how many octets the most that was in use later exceeds the least of the first three tenths. */
  readonly growth: Memory;
};

/** What may look like growth and is only how allocators and collectors work; octets. */
export const largestGrowth: Memory = { rss: 8 * 2 ** 20, heap: 2 ** 20 };

const endpoints = peerEndpoints(20);

/** A small nursery for new objects: at its usual size it alone makes RSS go up and down by 20 MB. */
const nodeOptions = ["--max-semi-space-size=1"];

/**
 * Probes for long through loss, duplication, reordering and corruption, all at once. The prober is
 * given room for some seconds' probes, so that its tables are as full as they get in the first tenth.
 */
export async function soak({ probes, perSecond }: SoakSize): Promise<Soaked> {
  using bench = openBench(nodeOptions);
  const played = await bench.play(scenarioNamed("a bad day"), {
    endpoints,
    count: Math.round(probes / endpoints.length),
    intervalMs: (endpoints.length / perSecond) * 1000,
    timeoutMs: 1000,
    lingerMs: lastReplyMs,
    watchMemory: true,
    options: { capacity: 16_384 },
  });
  const { memory } = played.account;
  const grown = (part: keyof Memory): number => {
    const used = memory.map((one) => one[part]);
    return Math.max(...used.slice(3)) - Math.min(...used.slice(0, 3));
  };
  const growth = { rss: grown("rss"), heap: grown("heap") };
  return { ...played, growth };
}
