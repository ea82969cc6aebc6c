import { percent } from "../numbers.ts";
import type { Span } from "../chart/span.ts";
import type { Summary } from "../chart/summary.ts";
import { date, type TimeStyle } from "../time.ts";
import type { targetWords } from "./words.ts";

type Words = (typeof targetWords)["en"];

const minute = 60_000;
const day = 24 * 60 * minute;

/** A stretch of time, as fine as its length calls for; the day is said once when it is one day. */
export function spanText({ from, to }: Span, style: TimeStyle, { between }: Words): string {
  const { locale, timeZone } = style;
  const clock = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(to - from < 30 * minute && { second: "2-digit" }),
    ...(to - from < 2000 && { fractionalSecondDigits: 3 }),
  });
  const [first, last] = [date(from, style), date(to, style)];
  if (to - from >= day && first !== last) return between(first, last);
  const write = (at: number): string => `${date(at, style)} ${clock.format(at)}`;
  return first === last ? between(write(from), clock.format(to)) : between(write(from), write(to));
}

/** The loss and the interval that it may well be in. */
export function lossText({ loss }: Summary, { locale }: TimeStyle, words: Words): string {
  if (loss === undefined) return "–";
  const [share, low, high] = [loss.share, ...loss.interval].map((one) => percent(one, locale)) as [
    string,
    string,
    string,
  ];
  return words.loss(share, low, high);
}
