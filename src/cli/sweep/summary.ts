import { millisecondsFromNanoseconds, nanoseconds, type Nanoseconds } from "../../units.ts";
import { formatDelay, formatDelays } from "../render/delay.ts";
import { plain, type Style } from "../style.ts";
import { distributionLines } from "./distribution.ts";
import { type Findings, warningsOf } from "./findings.ts";
import type { Group } from "./score.ts";

/** What a sweep came to, for people: counts by outcome, delays, pace, and what casts doubt on them. */
export function findingsLines(findings: Findings, style: Style = plain): string[] {
  const { score, endpoints } = findings;
  return [
    `--- sweep of ${endpoints} ${endpoints === 1 ? "endpoint" : "endpoints"} ---`,
    paceLine(findings),
    ...besidesLine(findings),
    ...table(score.groups, score.told),
    ...distributionLines(score.answered),
    ...warningsOf(findings).map((warning) => style.doubtful(`warning: ${warning}`)),
    ...(findings.resumeFile === undefined ? [] : [`go on with: --resume ${findings.resumeFile}`]),
  ];
}

function paceLine({ score, elapsed, rate, largestGap, threads }: Findings): string {
  const { sent } = score.tally;
  const pace =
    rate === undefined
      ? []
      : [`${rate.toFixed(1)} a second`, `largest gap ${formatDelay(largestGap)}`];
  return [
    `${sent} ${sent === 1 ? "probe" : "probes"} sent`,
    ...pace,
    ...(threads === 1 ? [] : [`${threads} threads`]),
    `time ${(millisecondsFromNanoseconds(elapsed) / 1000).toFixed(1)} s`,
  ].join(", ");
}

function besidesLine({ score, check: { ringDrops } }: Findings): string[] {
  const { late, duplicate, retransmitted, rejected } = score.tally;
  const all = [
    ...Object.entries({ late, duplicate, retransmitted })
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`),
    ...[...rejected].map(([reason, count]) => `${count} rejected (${reason})`),
    ...(ringDrops > 0 ? [`${ringDrops} dropped`] : []),
  ];
  return all.length === 0 ? [] : [`besides: ${all.join(", ")}`];
}

const heading = ["outcome", "count", "share", "rtt p50/p90/p99"];

function table(groups: readonly Group[], total: number): string[] {
  if (groups.length === 0) return [];
  const rows = [heading, ...groups.map((group) => row(group, total))];
  const widths = heading.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]!.length)),
  );
  return rows.map(([outcome = "", ...numbers]) =>
    [
      outcome.padEnd(widths[0]!),
      ...numbers.map((cell, column) => cell.padStart(widths[column + 1]!)),
    ]
      .join("  ")
      .trimEnd(),
  );
}

const row = ({ outcome, name, count, rtt }: Group, total: number): string[] => [
  name === undefined ? outcome : `${outcome}: ${name}`,
  String(count),
  share(count, total),
  rtt.count === 0 ? "" : formatDelays([0.5, 0.9, 0.99].map((q) => whole(rtt.quantile(q)))),
];

/** One digit, but never 100 % where something is missing, nor 0 % where something is. */
function share(count: number, total: number): string {
  const percent = (count * 100) / total;
  const shown = count === total ? 100 : Math.min(99.9, Math.max(0.1, percent));
  return `${shown.toFixed(1)}%`;
}

/** Quantiles of a histogram are estimates: more digits than nanoseconds would be a lie. */
export const whole = (delay: Nanoseconds | undefined): Nanoseconds =>
  nanoseconds(Math.round(delay ?? 0));
