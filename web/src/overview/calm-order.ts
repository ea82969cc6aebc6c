import { useRef } from "preact/hooks";
import type { Row } from "./order.ts";

const nameOf = (row: Row): string =>
  row.kind === "target" ? `t ${row.target.id}` : `g ${row.name}`;

/**
 * The wanted rows, in the order that they had before while the pointer is among them: what somebody is
 * about to click does not move away. Another set of rows is shown at once.
 */
export function useCalmOrder(
  wanted: readonly Row[],
  list: { readonly current: HTMLElement | null },
): readonly Row[] {
  const order = useRef<readonly string[]>([]);
  const names = wanted.map(nameOf);
  const isPointedAt = list.current?.matches(":hover") ?? false;
  const known = new Set(order.current);
  const isSameSet = known.size === names.length && names.every((name) => known.has(name));
  if (!isPointedAt || !isSameSet) {
    order.current = names;
    return wanted;
  }
  const byName = new Map(wanted.map((row) => [nameOf(row), row]));
  return order.current.map((name) => byName.get(name)!);
}
