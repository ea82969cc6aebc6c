const minute = 60_000;
const day = 24 * 60 * minute;

/** How to write times: as a language does, in a time zone. */
export type TimeStyle = { readonly locale: string; readonly timeZone: string };

/**
 * Labels of an axis of time, `step` apart. What changes from label to label is in the first line, the
 * date below it where it is another than before.
 */
export function timeLabels(
  times: readonly number[],
  step: number,
  { locale, timeZone }: TimeStyle,
): string[] {
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const clock = write({
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(step < minute && { second: "2-digit" }),
    ...(step < 1000 && { fractionalSecondDigits: 3 }),
  });
  const date = write({ month: "short", day: "numeric" });
  const month = write({ month: "short" });
  const year = write({ year: "numeric" });
  const [first, below] =
    step < day ? [clock, date] : step < 28 * day ? [date, year] : [month, year];
  let last: string | undefined;
  return times.map((time) => {
    const context = below.format(time);
    const label = first.format(time);
    // Every label of a chart of years would be the same month.
    if (step > 360 * day) return context;
    const text = context === last ? label : `${label}\n${context}`;
    last = context;
    return text;
  });
}
