import { pure } from "../pure.tsx";
import { targetPath } from "../route.ts";
import { StateMark } from "../shell/state-mark.tsx";
import { dateTime } from "../time.ts";
import type { Manner, Shown } from "./shown.ts";
import { Strip } from "./strip.tsx";

type Props = Shown & {
  readonly manner: Manner;
  readonly top: number;
  readonly index: number;
  readonly chosen: boolean;
};

/** One target. */
export const TargetRow = pure((props: Props) => {
  const { id, state, since, changed, glance, top, index, chosen, manner } = props;
  const { words, style } = manner;
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
      <TargetCell
        id={id}
        name={props.name}
        labels={props.labels}
        flapping={props.flapping}
        labelRoom={manner.labelRoom}
        words={words}
      />
      {(["last", "loss", "p50", "p99"] as const).map((column) => (
        <span key={column} role="cell" class={`is-${column}`} data-name={words.columns[column]}>
          {props[column]}
        </span>
      ))}
      <span role="cell" class="is-hour">
        <Strip glance={glance} words={words} locale={style.locale} />
      </span>
      <ChangeCell since={since} changed={changed} style={style} />
    </div>
  );
});

const ChangeCell = pure(
  ({ since, changed, style }: Pick<Props, "since" | "changed"> & Pick<Manner, "style">) => (
    <span role="cell" class="is-change soft" title={dateTime(since, style)}>
      {changed}
    </span>
  ),
);

/** The name, as many labels as there is room for, and how many more there are. */
const TargetCell = pure(
  ({
    id,
    name,
    labels,
    flapping,
    labelRoom,
    words,
  }: Pick<Props, "id" | "name" | "labels" | "flapping"> & Pick<Manner, "labelRoom" | "words">) => {
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
  },
);
