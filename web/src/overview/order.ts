import type { State, TargetBody } from "../../../src/api/contract.ts";

/** What was asked to be shown. */
export type Filter = {
  readonly text: string;
  readonly state: State | "";
  /** `name:value`. */
  readonly label: string;
  /** The label by whose values rows are grouped. */
  readonly group: string;
};

export type Row =
  | { readonly kind: "group"; readonly name: string; readonly size: number }
  | { readonly kind: "target"; readonly target: TargetBody };

/** Worst first. */
const severity: Readonly<Record<State, number>> = {
  down: 0,
  degraded: 1,
  unknown: 2,
  maintenance: 3,
  up: 4,
};

/** Those that pass the filter, worst first, then by name; by groups where they are asked for. */
export function rowsOf(targets: Iterable<TargetBody>, filter: Filter): Row[] {
  const shown = [...targets].filter((target) => passes(target, filter)).toSorted(worstFirst);
  if (filter.group === "") return shown.map((target) => ({ kind: "target", target }));
  const groups = Map.groupBy(shown, ({ labels }) => labels[filter.group] ?? "");
  // Sorted already: a group stands where its worst target does.
  return [...groups].flatMap(([name, members]): Row[] => [
    { kind: "group", name, size: members.length },
    ...members.map((target): Row => ({ kind: "target", target })),
  ]);
}

function passes(target: TargetBody, { text, state, label }: Filter): boolean {
  if (state !== "" && target.state !== state) return false;
  if (label !== "") {
    const at = label.indexOf(":");
    if (target.labels[label.slice(0, at)] !== label.slice(at + 1)) return false;
  }
  if (text === "") return true;
  const words = [target.name, target.host, ...Object.values(target.labels)];
  return words.some((word) => word.toLowerCase().includes(text.toLowerCase()));
}

const collator = new Intl.Collator(undefined, { numeric: true });

const worstFirst = (one: TargetBody, other: TargetBody): number =>
  severity[one.state] - severity[other.state] || collator.compare(one.name, other.name);

/** Every label that any target bears, as `name:value`, and the names alone. */
export function labelsOf(targets: Iterable<TargetBody>): { pairs: string[]; names: string[] } {
  const pairs = new Set<string>();
  const names = new Set<string>();
  for (const { labels } of targets) {
    for (const [name, value] of Object.entries(labels)) {
      pairs.add(`${name}:${value}`);
      names.add(name);
    }
  }
  return { pairs: [...pairs].toSorted(collator.compare), names: [...names].toSorted() };
}
