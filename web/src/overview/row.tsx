import type { GlanceBody, TargetBody } from "../../../src/api/contract.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { delay, percent } from "../numbers.ts";
import { targetPath } from "../router.ts";
import { StateMark } from "../shell/state-mark.tsx";
import { ago, dateTime, type TimeStyle } from "../time.ts";
import { Strip } from "./strip.tsx";
import { overviewWords } from "./words.ts";

type Props = {
  readonly target: TargetBody;
  readonly glance: GlanceBody | undefined;
  readonly now: number;
  readonly style: TimeStyle;
  readonly top: number;
  readonly index: number;
  readonly chosen: boolean;
};

/** One target. */
export function TargetRow({ target, glance, now, style, top, index, chosen }: Props) {
  const words = useWords(overviewWords);
  const locale = useLanguage();
  const { name, state, since, labels, flapping } = target;
  const { sent, lost, p50Ms, p99Ms } = glance?.window ?? { sent: 0, lost: 0 };
  return (
    <div
      role="row"
      class="row"
      aria-rowindex={index + 2}
      data-state={state}
      data-target={target.id}
      data-chosen={chosen}
      style={{ insetBlockStart: `${top}px` }}
    >
      <span role="cell" class="is-state">
        <StateMark state={state} />
      </span>
      <span role="cell" class="is-target">
        <a href={targetPath(target.id)}>{name}</a>
        <span class="labels">
          {flapping && <span class="label">{words.flapping}</span>}
          {Object.entries(labels).map(([label, value]) => (
            <span key={label} class="label" title={label}>
              {value}
            </span>
          ))}
        </span>
      </span>
      <span role="cell" class="is-number is-last">
        {lastOf(target, words.lost, locale)}
      </span>
      <span role="cell" class="is-number is-loss">
        {percent(sent === 0 ? undefined : lost / sent, locale)}
      </span>
      <span role="cell" class="is-number is-p50">
        {delay(p50Ms, locale)}
      </span>
      <span role="cell" class="is-number is-p99">
        {delay(p99Ms, locale)}
      </span>
      <span role="cell" class="is-hour">
        <Strip glance={glance} />
      </span>
      <span role="cell" class="is-change soft" title={dateTime(since, style)}>
        {ago(since, now, locale)}
      </span>
    </div>
  );
}

/** Of the endpoint that was probed last: its delay, or what came instead. */
function lastOf({ endpoints }: TargetBody, lost: string, locale: TimeStyle["locale"]): string {
  const [last] = endpoints
    .flatMap((endpoint) => (endpoint.last === undefined ? [] : [endpoint.last]))
    .toSorted((one, other) => other.at - one.at);
  if (last === undefined) return "–";
  if (last.outcome === "timeout") return lost;
  return last.rttMs === undefined ? last.outcome : delay(last.rttMs, locale);
}
