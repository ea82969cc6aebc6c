import type { ResultsBody } from "../../../src/api/contract.ts";

export type Told = ResultsBody["results"][number];

/**
 * The latest of these results, newest first, each once. They come in the order in which they are known:
 * of two probes the one that is lost is known later, and what was told live is in a list as well.
 */
export function latestOf(results: readonly Told[], most: number): Told[] {
  const each = new Map(results.map((result) => [`${result.endpoint} ${result.at}`, result]));
  return [...each.values()].toSorted((one, other) => other.at - one.at).slice(0, most);
}
