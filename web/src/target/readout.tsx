import { useMemo } from "preact/hooks";
import type { BinBody } from "../../../src/api/contract.ts";
import type { Span } from "../chart/span.ts";
import { summaryOf } from "../chart/summary.ts";
import { useWords } from "../i18n/language.ts";
import { count, delay, percent } from "../numbers.ts";
import { dateTime, useTimeStyle } from "../time.ts";
import { targetWords } from "./words.ts";

const quantiles = ["min", "p5", "p25", "p50", "p75", "p95", "p99", "p999", "max"] as const;

/** Exact counts and quantiles: of the bin under the pointer, or of all that is shown. */
export function Readout({
  bins,
  span,
  hovered,
}: {
  readonly bins: readonly BinBody[];
  readonly span: Span;
  readonly hovered: BinBody | undefined;
}) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const { locale } = style;
  const whole = useMemo(() => summaryOf(bins), [bins]);
  const summary = hovered === undefined ? whole : summaryOf([hovered]);
  const { sent, lost, answered, loss, delays } = summary;
  const [from, to] = hovered === undefined ? [span.from, span.to] : [hovered.start, hovered.end];
  return (
    <div class="readout" data-hovered={hovered !== undefined}>
      <p>
        {hovered === undefined && <strong>{words.shown} </strong>}
        {dateTime(from, style)} – {dateTime(to, style)}
      </p>
      <dl>
        <div>
          <dt>{words.sent}</dt>
          <dd>{count(sent, locale)}</dd>
        </div>
        <div class="is-loss" data-lost={lost > 0}>
          <dt>{words.lost}</dt>
          <dd>
            {count(lost, locale)}{" "}
            {loss !== undefined && (
              <>
                ({percent(loss.share, locale)}){" "}
                <span class="soft small">
                  {words.interval(
                    percent(loss.interval[0], locale),
                    percent(loss.interval[1], locale),
                  )}
                </span>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{words.answered}</dt>
          <dd>{count(answered, locale)}</dd>
        </div>
        {delays !== undefined &&
          quantiles.map((name) => (
            <div key={name}>
              <dt>{name === "p999" ? "p99.9" : name}</dt>
              <dd>{delay(delays[name], locale)}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
