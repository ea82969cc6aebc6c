import type { Nanoseconds } from "../../units.ts";
import type { Style } from "../style.ts";
import { grouped, shortCount, shortDelay, shortPercent } from "./figures.ts";
import { type Column, gridLines } from "./grid.ts";
import { type Mark, secondsKept } from "./minute.ts";
import { sparkline } from "./sparkline.ts";
import { displayWidth, fit } from "./width.ts";

/** What the last probe of an endpoint came to; `waiting` before the first is told. */
export type State = "waiting" | "open" | "closed" | "unreachable" | "timeout" | "error";

/** One endpoint as the live table shows it. */
export type LiveRow = {
  readonly state: State;
  readonly up: boolean;
  readonly target: string;
  readonly sent: number;
  readonly loss?: number | undefined;
  readonly last?: Nanoseconds | undefined;
  readonly p50?: Nanoseconds | undefined;
  readonly p99?: Nanoseconds | undefined;
  readonly minute: readonly Mark[];
};

/** All endpoints together. */
export type Totals = {
  readonly endpoints: number;
  readonly up: number;
  readonly down: number;
  readonly sent: number;
  readonly loss?: number | undefined;
  readonly seconds: number;
};

export type Window = { readonly columns: number; readonly rows: number };

/** How many endpoints the window has room for, when there are `endpoints` of them. */
export function roomFor(endpoints: number, { rows }: Window): number {
  const room = Math.max(0, rows - 2);
  return endpoints <= room ? endpoints : Math.max(0, room - 1);
}

/**
 * The live table: totals, headings, the rows, and how many more there are. Never more lines than
 * the window has, nor wider than it is. `seconds` is the time between two probes of an endpoint.
 */
export function liveLines(
  rows: readonly LiveRow[],
  totals: Totals,
  { columns, rows: height }: Window,
  { style, interval }: { readonly style: Style; readonly interval: number },
): string[] {
  const more = totals.endpoints - rows.length;
  return [
    fit(totalsLine(totals), columns).trimEnd(),
    ...gridLines(layout(rows, columns, interval, Math.floor(totals.seconds)), rows, style),
    ...(more > 0 ? [style.faint(fit(`… and ${grouped(more)} more`, columns).trimEnd())] : []),
  ].slice(0, height);
}

function totalsLine({ endpoints, up, down, sent, loss, seconds }: Totals): string {
  const waiting = endpoints - up - down;
  return [
    `${grouped(endpoints)} endpoints: ${grouped(up)} up`,
    `${grouped(down)} down`,
    ...(waiting > 0 ? [`${grouped(waiting)} awaited`] : []),
    `${grouped(sent)} sent`,
    ...(loss === undefined ? [] : [`${shortPercent(loss)} loss`]),
    clockTime(seconds),
  ].join(", ");
}

const two = (part: number): string => String(Math.floor(part)).padStart(2, "0");

const clockTime = (seconds: number): string => {
  const minutes = `${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? minutes : `${Math.floor(seconds / 3600)}:${minutes}`;
};

const states: Record<State, string> = {
  waiting: "…",
  open: "open",
  closed: "closed",
  unreachable: "unreach",
  timeout: "timeout",
  error: "error",
};

const delayCell = (delay: Nanoseconds | undefined) =>
  delay === undefined ? "-" : shortDelay(delay);

const state: Column<LiveRow> = {
  heading: "STATE",
  width: 7,
  align: "left",
  cell: (row) => states[row.state],
  look: (row) => (row.state === "waiting" ? "faint" : row.up ? "good" : "bad"),
};

/** From the left; in a narrow window those with the highest `drop` go first. */
const figures: readonly (Column<LiveRow> & { readonly drop: number })[] = [
  { heading: "SENT", width: 6, align: "right", cell: ({ sent }) => shortCount(sent), drop: 3 },
  {
    heading: "LOSS",
    width: 5,
    align: "right",
    cell: ({ loss }) => (loss === undefined ? "-" : shortPercent(loss)),
    look: ({ loss }) => (loss === undefined || loss === 0 ? undefined : "doubtful"),
    drop: 0,
  },
  { heading: "LAST", width: 6, align: "right", cell: ({ last }) => delayCell(last), drop: 2 },
  { heading: "P50", width: 6, align: "right", cell: ({ p50 }) => delayCell(p50), drop: 4 },
  { heading: "P99", width: 6, align: "right", cell: ({ p99 }) => delayCell(p99), drop: 1 },
];

const leastTarget = 12;
/** Cells that a minute may take: whole seconds each. */
const minuteWidths = [60, 30, 20, 15, 12, 10];

/** Columns that fit into `width` cells: the target gets what it needs, and the sparkline the rest. */
function layout(
  rows: readonly LiveRow[],
  width: number,
  interval: number,
  second: number,
): Column<LiveRow>[] {
  const shown = [...figures];
  const taken = () => shown.reduce((sum, column) => sum + column.width + 1, state.width + 1);
  while (shown.length > 0 && width - taken() < leastTarget) {
    shown.splice(shown.indexOf(shown.toSorted((one, other) => other.drop - one.drop)[0]!), 1);
  }
  const left = width - taken();
  if (left < 1) return [{ ...state, width: Math.min(state.width, width) }];
  const longest = Math.max(
    displayWidth("TARGET"),
    ...rows.map(({ target }) => displayWidth(target)),
  );
  const useful = minuteWidths.filter((cells) => secondsKept / cells >= interval);
  const candidates = useful.length > 0 ? useful : minuteWidths.slice(-1);
  const wanted = Math.max(leastTarget, Math.min(longest, left - candidates.at(-1)! - 1));
  const minute = candidates.find((cells) => cells <= left - wanted - 1);
  const target: Column<LiveRow> = {
    heading: "TARGET",
    width: minute === undefined ? left : Math.min(longest, left - minute - 1),
    align: "left",
    cell: (row) => row.target,
  };
  if (minute === undefined) return [state, target, ...shown];
  const spark: Column<LiveRow> = {
    heading: "LAST MINUTE".slice(0, minute),
    width: minute,
    align: "left",
    cell: (row) => sparkline(row.minute, minute, second),
  };
  return [state, target, ...shown, spark];
}
