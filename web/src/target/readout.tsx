import type { Span } from "../chart/span.ts";
import type { Summary } from "../chart/summary.ts";
import { useWords } from "../i18n/language.ts";
import { count, delay } from "../numbers.ts";
import { useTimeStyle } from "../time.ts";
import { lossText, spanText } from "./text.ts";
import { targetWords } from "./words.ts";

const quantiles = ["min", "p5", "p25", "p50", "p75", "p95", "p99", "p999", "max"] as const;

/** What one column came to, or the whole range: always the same facts at the same places. */
export function Readout({
  span,
  summary,
  whole,
  spoken,
}: {
  readonly span: Span;
  readonly summary: Summary;
  readonly whole: boolean;
  /** Whether a change is to be read out: when keys led to it. */
  readonly spoken: boolean;
}) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const { locale } = style;
  const number = (value: number): string => count(value, locale);
  const facts = [
    [words.facts.sent, number(summary.sent)],
    [words.facts.lost, `${number(summary.lost)} · ${lossText(summary, style, words)}`],
    [words.facts.samples, number(summary.answered)],
    ...quantiles.map((name) => [words.facts[name], delay(summary.delays?.[name], locale)] as const),
    [words.facts.late, number(summary.late)],
    [words.facts.errors, number(summary.errors)],
  ] as const;
  return (
    <div class="readout" aria-live={spoken ? "polite" : "off"}>
      <p>
        <strong>{spanText(span, style, words)}</strong>
        {whole && <span class="soft"> · {words.wholeRange}</span>}
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
