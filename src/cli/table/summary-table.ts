import type { EndpointSummary } from "../endpoint-summary.ts";
import { isUp as everUp } from "../exit-code.ts";
import type { Style } from "../style.ts";
import { grouped, shortCount, shortDelay, shortPercent } from "./figures.ts";
import { type Column, gridLines } from "./grid.ts";
import { worstFirst } from "./rank.ts";
import { displayWidth } from "./width.ts";

/** What many endpoints came to, and why it may be wrong. */
export type Fleet = {
  readonly summaries: readonly EndpointSummary[];
  /** Targets without an address. */
  readonly unresolved: readonly string[];
  readonly warnings: readonly string[];
};

export type SummaryLook = {
  readonly style: Style;
  readonly closedIsUp: boolean;
  /** Of a terminal; absent where lines may be as long and as many as they like. */
  readonly columns?: number | undefined;
};

/** On a terminal, where nobody scrolls back through thousands of lines. */
const mostOnTerminal = 40;

/** One line for each endpoint, worst first, then the totals: the summary of very many endpoints. */
export function summaryTable(fleet: Fleet, { style, closedIsUp, columns }: SummaryLook): string[] {
  const { summaries, unresolved, warnings } = fleet;
  const isUp = ({ tally }: EndpointSummary) => everUp(tally, closedIsUp);
  const order = worstFirst({
    down: summaries.map((summary) => !isUp(summary)),
    loss: summaries.map(({ tally }) => tally.lossRatio ?? -1),
    p99: summaries.map(({ rtt }) => rtt.p99 ?? -1),
  });
  const shown = columns === undefined ? order : order.slice(0, mostOnTerminal);
  const rows = shown.map((row) => summaries[row]!);
  const more = summaries.length - rows.length;
  const up = summaries.filter(isUp).length;
  const endpoints = summaries.length + unresolved.length;
  return [
    ...gridLines(columnsFor(rows, isUp, columns), rows, style),
    ...(more > 0 ? [style.faint(`… and ${grouped(more)} more`)] : []),
    ...unresolvedLine(unresolved).map(style.bad),
    ...suspicions(summaries).map(style.doubtful),
    ...warnings.map((warning) => style.doubtful(`warning: ${warning}`)),
    `${grouped(endpoints)} endpoints: ${grouped(up)} up, ${grouped(endpoints - up)} down`,
  ];
}

const delay = (
  heading: string,
  of: (rtt: EndpointSummary["rtt"]) => EndpointSummary["rtt"]["min"],
): Column<EndpointSummary> => ({
  heading,
  width: 6,
  align: "right",
  cell: ({ rtt }) => {
    const value = of(rtt);
    return value === undefined ? "-" : shortDelay(value);
  },
});

function columnsFor(
  rows: readonly EndpointSummary[],
  isUp: (summary: EndpointSummary) => boolean,
  width = Number.POSITIVE_INFINITY,
): Column<EndpointSummary>[] {
  const figures: Column<EndpointSummary>[] = [
    { heading: "SENT", width: 6, align: "right", cell: ({ tally }) => shortCount(tally.sent) },
    {
      heading: "LOSS",
      width: 5,
      align: "right",
      cell: ({ tally }) => (tally.lossRatio === undefined ? "-" : shortPercent(tally.lossRatio)),
    },
    delay("MIN", ({ min }) => min),
    delay("P50", ({ p50 }) => p50),
    delay("P99", ({ p99 }) => p99),
    delay("MAX", ({ max }) => max),
  ];
  const taken = figures.reduce((sum, column) => sum + column.width + 1, 0);
  const longest = Math.max(6, ...rows.map(({ target }) => displayWidth(target)));
  const outcomesWidth = Math.max(8, ...rows.map((row) => outcomes(row).length));
  const target = Math.max(12, Math.min(longest, width - taken - outcomesWidth - 1));
  return [
    {
      heading: "TARGET",
      width: target,
      align: "left",
      cell: (summary) => summary.target,
      look: (summary) => (isUp(summary) ? undefined : "bad"),
    },
    ...figures,
    {
      heading: "OUTCOMES",
      width: Math.max(1, Math.min(outcomesWidth, width - taken - target - 1)),
      align: "left",
      cell: outcomes,
    },
  ];
}

const outcomes = ({ tally, unanswered = 0 }: EndpointSummary): string =>
  Object.entries({
    open: tally.open,
    closed: tally.closed,
    unreachable: tally.unreachable,
    timeout: tally.timeout,
    error: tally.error,
    unanswered,
  })
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ");

const unresolvedLine = (targets: readonly string[]): string[] =>
  targets.length === 0
    ? []
    : [`without an address: ${targets.slice(0, 10).join(", ")}${moreOf(targets.length - 10)}`];

const moreOf = (count: number) => (count > 0 ? ` and ${grouped(count)} more` : "");

/** Addresses are suspected, not ports: one line for each. */
function suspicions(summaries: readonly EndpointSummary[]): string[] {
  const byAddress = new Map<string, string>();
  for (const { endpoint, suspicion } of summaries) {
    if (suspicion !== undefined) byAddress.set(endpoint.address, suspicion);
  }
  return [...byAddress].map(([address, suspicion]) => `suspected of ${address}: ${suspicion}`);
}
