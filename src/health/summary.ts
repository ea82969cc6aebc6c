import type { SlowRule } from "../config/index.ts";
import type { Exchange, IncidentRule } from "../incident.ts";

type Figures = {
  readonly window?: { readonly hits: number; readonly total: number; readonly length: number };
  readonly slow?: SlowRule;
};

const outcomes: Readonly<Record<Exchange["outcome"], string>> = {
  open: "answered",
  closed: "refused",
  unreachable: "unreachable",
  timeout: "unanswered",
  error: "not sent",
};

/** One sentence of what was seen when an incident was opened. */
export function summaryOf(
  rule: IncidentRule,
  evidence: readonly Exchange[],
  { window, slow }: Figures = {},
): string {
  const last = evidence.at(-1);
  if (window !== undefined) {
    const minutes = `${Math.round(window.length / 1000)} s`;
    return rule === "slow"
      ? `${window.hits} of ${window.total} answers in ${minutes} took longer than ${slow?.above ?? "?"} ms`
      : `${window.hits} of ${window.total} probes in ${minutes} were lost`;
  }
  if (last === undefined) return rule;
  const streak = evidence.toReversed().findIndex(({ outcome }) => outcome !== last.outcome);
  const count = streak === -1 ? evidence.length : streak;
  const detail = last.detail === undefined ? "" : ` (${last.detail})`;
  const probes = count === 1 ? "the last probe was" : `the last ${count} probes were`;
  return `${probes} ${outcomes[last.outcome]}${detail}`;
}
