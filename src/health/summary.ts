import type { Exchange, IncidentRule } from "../incident.ts";
import type { Figures } from "./window-rules.ts";

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
  window?: Figures,
): string {
  const last = evidence.at(-1);
  if (window !== undefined) {
    const { hits, total, length, above } = window;
    const time = `${Math.round(length / 1000)} s`;
    return above === undefined
      ? `${hits} of ${total} probes in ${time} were lost`
      : `${hits} of ${total} answers in ${time} took longer than ${above} ms`;
  }
  if (last === undefined) return rule;
  const streak = evidence.toReversed().findIndex(({ outcome }) => outcome !== last.outcome);
  const count = streak === -1 ? evidence.length : streak;
  const detail = last.detail === undefined ? "" : ` (${last.detail})`;
  const probes = count === 1 ? "the last probe was" : `the last ${count} probes were`;
  return `${probes} ${outcomes[last.outcome]}${detail}`;
}
