import type { ProbeResult } from "../probe/index.ts";
import type { EndpointHealth } from "./endpoint-health.ts";

/** What a window had in it when its rule fired. */
export type Figures = {
  readonly hits: number;
  readonly total: number;
  /** Milliseconds. */
  readonly length: number;
  /** Of a `slow` rule, milliseconds. */
  readonly above?: number;
};

export type Verdict = {
  readonly rule: "lossy" | "slow";
  /** The first window that fires. */
  readonly fires: Figures | undefined;
  /** Whether all are below four fifths of what fires. */
  readonly eases: boolean;
};

/** Takes a result into the windows that rules look at. */
export function record(health: EndpointHealth, result: ProbeResult, now: number): void {
  const lost = result.outcome === "timeout" || result.synsLost !== undefined;
  const answered = result.outcome === "open" || result.outcome === "closed";
  const rtt = answered ? result.rtt : undefined;
  health.window.record(now, lost, rtt);
  for (const { window } of health.lossWindows) window.record(now, lost);
  if (rtt === undefined) return;
  for (const { rule, window } of health.slowWindows) window.record(now, rtt > rule.above * 1e6);
}

/** What the rules over windows say of an endpoint. */
export function verdictsOf(health: EndpointHealth, now: number): readonly Verdict[] {
  const { lossWindows, slowWindows } = health;
  if (lossWindows.length === 0 && slowWindows.length === 0) return none;
  const lossy = lossWindows.map(({ rule, window }) => ({
    share: window.share(now),
    from: rule.lossRatio,
    window,
  }));
  const slow = slowWindows.map(({ rule, window }) => ({
    share: window.share(now),
    from: 1 - rule.quantile,
    window,
    above: rule.above,
  }));
  return [verdict("lossy", lossy), verdict("slow", slow)];
}

const none: readonly Verdict[] = [];

type Share = {
  share: number | undefined;
  from: number;
  window: { hits: number; total: number; length: number };
  above?: number;
};

function verdict(rule: Verdict["rule"], shares: readonly Share[]): Verdict {
  const firing = shares.find(
    ({ share, from }) => share !== undefined && share > 0 && share >= from,
  );
  const eases = shares.every(({ share, from }) => share !== undefined && share < from * 0.8);
  if (firing === undefined) return { rule, fires: undefined, eases };
  const { window, above } = firing;
  const { hits, total, length } = window;
  return { rule, fires: { hits, total, length, ...(above !== undefined && { above }) }, eases };
}
