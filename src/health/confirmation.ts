import type { ProbeResult } from "../probe/index.ts";
import type { EndpointHealth } from "./endpoint-health.ts";
import { isFailure } from "./judge.ts";

/** A path that loses now and then is not sent a burst at each loss: milliseconds from one to the next. */
const pause = 10_000;
const quick = 800;
const slowPath = 400e6;

/** SYNs that are to be sent at once, and the milliseconds after which each is lost. */
export type Burst = { readonly count: number; readonly timeoutMs: number };

/** No confirmation of this endpoint for a while, counted from now (monotonic milliseconds). */
export function postponeConfirmation(health: EndpointHealth, now: number): void {
  health.noConfirmationBefore = now + pause;
}

/**
 * Begins the confirmation that a result of the endpoint's rhythm asks for: the first failure of what is not down does.
 * Returns what is to be sent; undefined when nothing is. The time in monotonic milliseconds.
 */
export function confirmationAfter(
  health: EndpointHealth,
  result: ProbeResult,
  now: number,
): Burst | undefined {
  const { down, config } = health.target;
  if (health.base === "down" || health.confirmation !== undefined) return undefined;
  if (down === undefined || down.confirm === 0 || !isFailure(result, config)) return undefined;
  if (now < health.noConfirmationBefore) return undefined;
  postponeConfirmation(health, now);
  health.confirmation = { awaited: down.confirm };
  return { count: down.confirm, timeoutMs: timeoutOf(health) };
}

/** Within a second, unless the path is that slow. How slow it is, nobody knows of what has not answered. */
function timeoutOf(health: EndpointHealth): number {
  const { timeout } = health.target.config;
  if (health.base === "unknown") return timeout;
  const { p99 } = health.fiveMinutes();
  return p99 !== undefined && p99 > slowPath ? timeout : Math.min(timeout, quick);
}
