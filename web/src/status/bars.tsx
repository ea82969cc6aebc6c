import { useState } from "preact/hooks";
import type { StatusDay } from "../../../src/api/contract.ts";
import { useWords } from "../i18n/language.ts";
import { percent } from "../numbers.ts";
import { date, duration, useTimeStyle } from "../time.ts";
import { statusWords } from "./words.ts";

const dayLength = 86_400_000;
const [barWidth, height] = [10, 30];

const stepOf = ({ sent, downMs }: StatusDay): string => {
  if (sent === 0) return "none";
  if (downMs === 0) return "0";
  return downMs < 600_000 ? "1" : downMs < 7_200_000 ? "2" : "3";
};

/** A bar for each day: the deeper its colour and the longer its gap, the longer the outage. */
export function Bars({ days }: { readonly days: readonly StatusDay[] | undefined }) {
  const words = useWords(statusWords);
  const { locale } = useTimeStyle();
  const textOf = useDayText();
  if (days === undefined) return <div class="bars" aria-hidden="true" />;
  const watched = days.filter(({ sent }) => sent > 0);
  const down = watched.reduce((sum, { downMs }) => sum + downMs, 0);
  // Of today only what has passed.
  const time = watched.reduce((sum, { start }) => sum + Math.min(dayLength, Date.now() - start), 0);
  const share = percent(time === 0 ? undefined : 1 - down / time, locale);
  const summary = words.summary(watched.length, share);
  return (
    <div class="days">
      <svg
        class="bars"
        viewBox={`0 0 ${days.length * barWidth} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary}
      >
        {days.map((day, index) => (
          <rect
            key={day.start}
            x={index * barWidth}
            y={0}
            width={barWidth - 2}
            height={day.sent === 0 ? height / 3 : height}
            class={`step-${stepOf(day)}`}
          >
            <title>{textOf(day).join(": ")}</title>
          </rect>
        ))}
      </svg>
      <p class="ends soft small">
        <span>{words.daysAgo(days.length)}</span>
        <span>{summary}</span>
        <span>{words.today}</span>
      </p>
      <DayByDay days={days} />
    </div>
  );
}

/** The same in words, newest first; made when it is opened. */
function DayByDay({ days }: { readonly days: readonly StatusDay[] }) {
  const words = useWords(statusWords);
  const textOf = useDayText();
  const [isOpen, open] = useState(false);
  return (
    <details class="small" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary class="soft">{words.table}</summary>
      {isOpen && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.date}</th>
              <th scope="col">{words.outage}</th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => {
              const [when, what] = textOf(day);
              return (
                <tr key={day.start}>
                  <th scope="row">{when}</th>
                  <td>{what}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </details>
  );
}

/** A day, which is one by UTC wherever the viewer is, and how long the outages of it were. */
function useDayText(): (day: StatusDay) => [when: string, what: string] {
  const words = useWords(statusWords);
  const { locale } = useTimeStyle();
  return ({ start, sent, downMs }) => [
    date(start, { locale, timeZone: "UTC" }),
    sent === 0 ? words.noData : downMs === 0 ? words.noDown : duration(downMs, locale),
  ];
}
