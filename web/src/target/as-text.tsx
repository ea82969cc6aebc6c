import { useMemo, useState } from "preact/hooks";
import type { BinBody } from "../../../src/api/contract.ts";
import type { Span } from "../chart/span.ts";
import { joinBins, summaryOf } from "../chart/summary.ts";
import { useWords } from "../i18n/language.ts";
import { count, delay, percent } from "../numbers.ts";
import { dateTime, useTimeStyle } from "../time.ts";
import { targetWords } from "./words.ts";

const rows = 24;

type Shown = { readonly bins: readonly BinBody[]; readonly span: Span };

/** What the chart shows, for those who do not see it: one sentence, and a table. Made when it is opened. */
export function AsText({ bins, span }: Shown) {
  const words = useWords(targetWords);
  const [isOpen, open] = useState(false);
  return (
    <details class="as-text" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>{words.asText}</summary>
      {isOpen && <Told bins={bins} span={span} />}
    </details>
  );
}

function Told({ bins, span }: Shown) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const { locale } = style;
  const whole = useMemo(() => summaryOf(bins), [bins]);
  const parts = useMemo(
    () => joinBins(bins, rows).map((joined) => ({ start: joined[0]!.start, ...summaryOf(joined) })),
    [bins],
  );
  const sentence = words.text({
    from: dateTime(span.from, style),
    to: dateTime(span.to, style),
    sent: count(whole.sent, locale),
    lost: count(whole.lost, locale),
    p50: delay(whole.delays?.p50, locale),
    p99: delay(whole.delays?.p99, locale),
  });
  return (
    <>
      <p>{sentence}</p>
      <div class="wide" tabIndex={0} role="region" aria-label={words.asText}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.from}</th>
              <th scope="col">{words.sent}</th>
              <th scope="col">{words.lost}</th>
              {["p5", "p50", "p95", "p99", "max"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map(({ start, sent, lost, loss, delays }) => (
              <tr key={start}>
                <th scope="row">{dateTime(start, style)}</th>
                <td>{count(sent, locale)}</td>
                <td>
                  {count(lost, locale)} ({percent(loss?.share, locale)})
                </td>
                <td>{delay(delays?.p5, locale)}</td>
                <td>{delay(delays?.p50, locale)}</td>
                <td>{delay(delays?.p95, locale)}</td>
                <td>{delay(delays?.p99, locale)}</td>
                <td>{delay(delays?.max, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
