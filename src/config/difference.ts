import type { TargetConfig } from "./config.ts";

export type TargetDifference = {
  readonly added: readonly TargetConfig[];
  readonly removed: readonly TargetConfig[];
  /** As they are to be. */
  readonly changed: readonly TargetConfig[];
};

/** What leads from one set of targets to another. Where a target stands in its file is no part of it. */
export function diffTargets(
  present: readonly TargetConfig[],
  wanted: readonly TargetConfig[],
): TargetDifference {
  const before = new Map(present.map((target) => [target.id, target]));
  const after = new Set(wanted.map(({ id }) => id));
  return {
    added: wanted.filter(({ id }) => !before.has(id)),
    removed: present.filter(({ id }) => !after.has(id)),
    changed: wanted.filter((target) => {
      const known = before.get(target.id);
      return known !== undefined && contentOf(known) !== contentOf(target);
    }),
  };
}

function contentOf({ labels, ...content }: TargetConfig): string {
  const inOrder = Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([{ ...content, place: undefined }, inOrder]);
}
