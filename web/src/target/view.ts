import type { Span } from "../chart/span.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The ranges that a button shows, by the name that the address bar has for them. */
export const ranges = {
  "15m": 15 * minute,
  "1h": hour,
  "6h": 6 * hour,
  "24h": day,
  "7d": 7 * day,
  "30d": 30 * day,
  "1y": 365 * day,
  "5y": 5 * 365 * day,
} as const;
export type RangeName = keyof typeof ranges;

/** What is looked at: the last while, which moves on with the clock, or a stretch of time for good. */
export type View = { readonly last: RangeName } | Span;

const firstRange: RangeName = "6h";
export const firstView: View = { last: firstRange };
/** Nothing is shown shorter or longer than this. */
const shortest = 1000;
const longest = ranges["5y"];

export const isRangeName = (text: string): text is RangeName => Object.hasOwn(ranges, text);

/** The view that a query holds: `last=6h`, or `from` and `to` as epoch milliseconds or RFC 3339. */
export function readView(query: URLSearchParams): View {
  const last = query.get("last") ?? "";
  if (isRangeName(last)) return { last };
  const from = timeOf(query.get("from"));
  const to = timeOf(query.get("to"));
  return from < to && to - from <= longest * 2 ? clamp({ from, to }) : firstView;
}

/** The same query with this view in it. */
export function writeView(query: URLSearchParams, view: View): URLSearchParams {
  const written = new URLSearchParams(query);
  for (const name of ["last", "from", "to"]) written.delete(name);
  if ("last" in view) {
    if (view.last !== firstRange) written.set("last", view.last);
  } else {
    written.set("from", String(Math.round(view.from)));
    written.set("to", String(Math.round(view.to)));
  }
  return written;
}

/** The stretch of time that a view shows at `now`. */
export const spanOf = (view: View, now: number): Span =>
  "last" in view ? { from: now - ranges[view.last], to: now } : view;

/** A stretch `factor` times as long, in which the instant `at` stays where it is. */
export function zoom({ from, to }: Span, factor: number, at = (from + to) / 2): Span {
  const length = Math.min(longest, Math.max(shortest, (to - from) * factor));
  const start = at - ((at - from) / (to - from)) * length;
  return { from: start, to: start + length };
}

/** As long, later by that share of itself. */
export function pan({ from, to }: Span, share: number): Span {
  const shift = (to - from) * share;
  return { from: from + shift, to: to + shift };
}

/** No view ends long after now: there is nothing to be seen. */
export function holdBack({ from, to }: Span, now: number): Span {
  const excess = Math.max(0, to - now);
  return { from: from - excess, to: to - excess };
}

/** As `span`, neither too short nor too long. */
function clamp(span: Span): Span {
  return zoom(span, 1);
}

function timeOf(text: string | null): number {
  if (text === null) return Number.NaN;
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
}
