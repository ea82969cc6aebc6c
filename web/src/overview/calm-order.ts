import { useRef } from "preact/hooks";
import type { Row } from "./order.ts";

const nameOf = (row: Row): string =>
  row.kind === "target" ? `t ${row.target.id}` : `g ${row.name}`;

/** The wanted rows in the order of those before; as they are wanted where they are not the same ones. */
export function inOrderOf(before: readonly Row[], wanted: readonly Row[]): readonly Row[] {
  if (before.length !== wanted.length) return wanted;
  const byName = new Map(wanted.map((row) => [nameOf(row), row]));
  const kept = before.flatMap((row) => byName.get(nameOf(row)) ?? []);
  return kept.length === wanted.length ? kept : wanted;
}

/**
 * The wanted rows, in the order that they had before while the pointer is among them: what somebody is
 * about to click does not move away. Another set of rows is shown at once. The same list as long as it can be.
 */
export function useCalmOrder(
  wanted: readonly Row[],
  list: { readonly current: HTMLElement | null },
): readonly Row[] {
  const before = useRef({ wanted, shown: wanted });
  const isPointedAt = list.current?.matches(":hover") ?? false;
  const { current } = before;
  const shown = !isPointedAt
    ? wanted
    : current.wanted === wanted
      ? current.shown
      : inOrderOf(current.shown, wanted);
  before.current = { wanted, shown };
  return shown;
}
