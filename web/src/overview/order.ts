import type { State, TargetBody } from "../../../src/api/contract.ts";
import type { LiveTarget } from "./live-target.ts";

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
  | { readonly kind: "target"; readonly target: LiveTarget };

/** Worst first. */
export const states: readonly State[] = ["down", "degraded", "unknown", "maintenance", "up"];

/** Those that pass the filter, worst first and else as they come; by groups where they are asked for. */
export function rowsOf(targets: Iterable<LiveTarget>, filter: Filter): Row[] {
  const wanted = { ...filter, text: filter.text.toLowerCase() };
  const shown: Record<State, LiveTarget[]> = {
    down: [],
    degraded: [],
    unknown: [],
    maintenance: [],
    up: [],
  };
  for (const target of targets) {
    if (passes(target, wanted)) shown[target.state].push(target);
  }
  const sorted = states.flatMap((state) => shown[state]);
  if (filter.group === "") return sorted.map((target) => ({ kind: "target", target }));
  const groups = new Map<string, LiveTarget[]>();
  for (const target of sorted) {
    const name = target.labels[filter.group] ?? "";
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [target]);
    else members.push(target);
  }
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
  return words.some((word) => word.toLowerCase().includes(text));
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Compares as people count: `t2` before `t10`. */
export const byName = (one: TargetBody, other: TargetBody): number =>
  collator.compare(one.name, other.name);

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
