import { nanoseconds, type Nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { isGloballyRoutable, parseAddress } from "../wire/index.ts";
import type { Plan } from "./plan.ts";
import type { Endpoint } from "./result.ts";

/** The most that a prober sends, whatever it is asked for. */
export type RateCaps = {
  /** Probes a second, all together. */
  readonly rate: number;
  /** Probes a second to one globally routable address. */
  readonly ratePerAddress: number;
};

export const defaultRateCaps: RateCaps = { rate: 20_000, ratePerAddress: 10 };

/** When the probes of a plan are due, and which cap, if any, made them slower than asked for. */
export type Pace = {
  readonly interval: Nanoseconds;
  /** Between the first probes of two neighbouring endpoints, so that they do not leave in a burst. */
  readonly stagger: Nanoseconds;
  readonly slowedBy?: "rate" | "rate-per-address";
};

const largestStagger = nanosecondsFromMilliseconds(10);

/** The pace of a plan under the caps. One interval serves all endpoints, so rounds stay in step. */
export function paceOf(plan: Pick<Plan, "endpoints" | "interval">, caps: RateCaps): Pace {
  const { endpoints, interval } = plan;
  const count = Math.max(1, endpoints.length);
  const byRate = (count / caps.rate) * 1e9;
  const byAddress = (mostAtOneAddress(endpoints) / caps.ratePerAddress) * 1e9;
  const paced = Math.ceil(Math.max(interval, byRate, byAddress));
  const stagger = nanoseconds(Math.min(Math.floor(paced / count), largestStagger));
  if (paced <= interval) return { interval, stagger };
  const slowedBy = byAddress > byRate ? "rate-per-address" : "rate";
  return { interval: nanoseconds(paced), stagger, slowedBy };
}

/** How many endpoints share their address with each other at most; private addresses are not capped. */
function mostAtOneAddress(endpoints: readonly Endpoint[]): number {
  const counts = new Map<string, number>();
  let most = 0;
  for (const { address, family } of endpoints) {
    const parsed = parseAddress(address);
    if (parsed === undefined || !isGloballyRoutable(family, parsed.words)) continue;
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    most = Math.max(most, count);
  }
  return most;
}
