import type { Result } from "../../../src/api/contract.ts";

export type Row = Result & { readonly endpoint: string };

/** No more rows than a reader scrolls through. */
const mostRows = 100;

const keyOf = ({ endpoint, at }: Row): string => `${at} ${endpoint}`;

/** Both lists as one, the newest first; a result that is in both is there once. */
export function joinRows(rows: readonly Row[], more: readonly Row[]): Row[] {
  const byKey = new Map([...rows, ...more].map((row) => [keyOf(row), row]));
  return [...byKey.values()].toSorted((one, other) => other.at - one.at).slice(0, mostRows);
}
