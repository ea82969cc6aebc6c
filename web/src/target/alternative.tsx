import { useState } from "preact/hooks";
import type { BinBody } from "../../../src/api/contract.ts";
import type { Span } from "../chart/span.ts";
import { joinBins, type Summary, summaryOf } from "../chart/summary.ts";
import { useWords } from "../i18n/language.ts";
import { count, delay } from "../numbers.ts";
import { dateTime, duration, useTimeStyle } from "../time.ts";
import { lossText, spanText } from "./text.ts";
import { targetWords } from "./words.ts";

/** More rows say less. */
const mostRows = 48;
const quantiles = ["p5", "p25", "p50", "p75", "p95", "p99", "max"] as const;

const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** What the chart shows, in sentences. */
export function Sentences({
  id,
  span,
  summary,
  silences,
  maintenance,
  incidents,
}: {
  readonly id: string;
  readonly span: Span;
  readonly summary: Summary;
  readonly silences: readonly Span[];
  readonly maintenance: readonly Span[];
  readonly incidents: number;
}) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const { locale } = style;
  const [from, to] = [dateTime(span.from, style), dateTime(span.to, style)];
  const number = (value: number): string => count(value, locale);
  const { sent, lost, delays } = summary;
  const loss = lossText(summary, style, words);
  const inSight = maintenance.map((one) => ({
    from: Math.max(one.from, span.from),
    to: Math.min(one.to, span.to),
  }));
  const sentences = [
    sent === 0
      ? words.notSent(from, to)
      : words.summary({ from, to, sent: number(sent), lost: number(lost), loss }),
    delays !== undefined &&
      words.delays({
        p50: delay(delays.p50, locale),
        p5: delay(delays.p5, locale),
        p95: delay(delays.p95, locale),
        p999: delay(delays.p999, locale),
      }),
    sent > 0 && delays === undefined && words.noDelays,
    sent > 0 && silences.length > 0 && words.silent(duration(lengthOf(silences), locale)),
    inSight.length > 0 && words.inMaintenance(duration(lengthOf(inSight), locale)),
    incidents > 0 && words.hadIncidents(incidents),
  ];
  return (
    <p id={id} class="soft">
      {sentences.filter((one) => one !== false).join(" ")}
    </p>
  );
}

/** The chart as a table, for those who cannot see it and those who want to copy it. */
export function BinsTable({ bins }: { readonly bins: readonly BinBody[] }) {
  const words = useWords(targetWords);
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.asTable}</summary>
      {open && <Table bins={bins} />}
    </details>
  );
}

function Table({ bins }: { readonly bins: readonly BinBody[] }) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const rows = joinBins(bins, mostRows).map((group) => ({
    span: { from: group[0]!.start, to: group.at(-1)!.end },
    summary: summaryOf(group),
  }));
  return (
    <>
      <p class="soft small">{words.tableHelp}</p>
      <div class="wide" tabIndex={0} role="region" aria-label={words.asTable}>
        <table>
          <thead>
            <tr>
              {(["time", "sent", "lost", "samples", ...quantiles] as const).map((name) => (
                <th key={name} scope="col">
                  {words.facts[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ span, summary }) => (
              <tr key={span.from}>
                <th scope="row">{spanText(span, style, words)}</th>
                <td>{count(summary.sent, style.locale)}</td>
                <td>
                  {count(summary.lost, style.locale)} · {lossText(summary, style, words)}
                </td>
                <td>{count(summary.answered, style.locale)}</td>
                {quantiles.map((name) => (
                  <td key={name}>{delay(summary.delays?.[name], style.locale)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
