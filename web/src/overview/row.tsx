import type { GlanceBody, TargetBody } from "../../../src/api/contract.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { delay, percent } from "../numbers.ts";
import { pure } from "../pure.tsx";
import { targetPath } from "../route.ts";
import { StateMark } from "../shell/state-mark.tsx";
import { shellWords } from "../shell/words.ts";
import { ago, dateTime, type TimeStyle } from "../time.ts";
import type { LabelRoom } from "./label-room.ts";
import { Strip } from "./strip.tsx";
import { overviewWords } from "./words.ts";

type Props = {
  readonly target: TargetBody;
  readonly glance: GlanceBody | undefined;
  readonly now: number;
  readonly style: TimeStyle;
  readonly labelRoom: LabelRoom;
  readonly top: number;
  readonly index: number;
  readonly chosen: boolean;
};

/** One target. */
export function TargetRow({ target, now, style: { locale, timeZone }, ...place }: Props) {
  const { outcomes } = useWords(shellWords);
  const { id, name, labels, state, since, flapping } = target;
  const last = lastOf(target, outcomes, locale);
  const changed = ago(since, now, locale);
  // A target changes in place, so its parts are handed on: most events are about other rows.
  return (
    <Line {...{ id, name, labels, state, since, flapping, last, changed, timeZone }} {...place} />
  );
}

type LineProps = Pick<TargetBody, "id" | "name" | "labels" | "state" | "since" | "flapping"> &
  Omit<Props, "target" | "now" | "style"> & {
    readonly last: string;
    readonly changed: string;
    readonly timeZone: string;
  };

const Line = pure((props: LineProps) => {
  const { id, state, since, last, changed, timeZone, glance, top, index, chosen } = props;
  const { columns } = useWords(overviewWords);
  const locale = useLanguage();
  const { sent, lost, p50Ms, p99Ms } = glance?.window ?? { sent: 0, lost: 0 };
  const numbers = {
    last,
    loss: percent(sent === 0 ? undefined : lost / sent, locale),
    p50: delay(p50Ms, locale),
    p99: delay(p99Ms, locale),
  };
  return (
    <div
      role="row"
      class="row"
      aria-rowindex={index + 2}
      data-state={state}
      data-target={id}
      data-chosen={chosen}
      style={{ insetBlockStart: `${top}px` }}
    >
      <span role="cell" class="is-state">
        <StateMark state={state} />
      </span>
      <TargetCell {...props} />
      {(["last", "loss", "p50", "p99"] as const).map((column) => (
        <span key={column} role="cell" class={`is-${column}`} data-name={columns[column]}>
          {numbers[column]}
        </span>
      ))}
      <span role="cell" class="is-hour">
        <Strip glance={glance} />
      </span>
      <span role="cell" class="is-change soft" title={dateTime(since, { locale, timeZone })}>
        {changed}
      </span>
    </div>
  );
});

/** The name, as many labels as there is room for, and how many more there are. */
function TargetCell({
  id,
  name,
  labels,
  flapping,
  labelRoom,
}: Pick<LineProps, "id" | "name" | "labels" | "flapping" | "labelRoom">) {
  const words = useWords(overviewWords);
  const all = [
    ...(flapping ? [["", words.flapping] as const] : []),
    ...Object.entries(labels).filter(([, value]) => value !== ""),
  ];
  const shown = labelRoom(
    name,
    all.map(([, value]) => value),
  );
  const others = all.slice(shown);
  return (
    <span role="cell" class="is-target">
      <a href={targetPath(id)} title={name}>
        {name}
      </a>
      <span class="labels">
        {all.slice(0, shown).map(([label, value]) => (
          <span key={label} class="label" title={label}>
            {value}
          </span>
        ))}
        {others.length > 0 && (
          <span
            class="label"
            title={others.map(([label, value]) => `${label}: ${value}`).join("\n")}
          >
            +{others.length}
            <span class="aside"> {others.map(([, value]) => value).join(", ")}</span>
          </span>
        )}
      </span>
    </span>
  );
}

/** Of the endpoint that was probed last: its delay, or what came instead of an answer. */
function lastOf(
  { endpoints }: TargetBody,
  outcomes: (typeof shellWords)["en"]["outcomes"],
  locale: TimeStyle["locale"],
): string {
  const [last] = endpoints
    .flatMap((endpoint) => (endpoint.last === undefined ? [] : [endpoint.last]))
    .toSorted((one, other) => other.at - one.at);
  if (last === undefined) return "–";
  return last.outcome === "open" && last.rttMs !== undefined
    ? delay(last.rttMs, locale)
    : outcomes[last.outcome];
}
